//! Setting another password instead of a forgotten one.

mod api;
#[cfg(feature = "csr")]
mod page;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::PasswordResetPage;
