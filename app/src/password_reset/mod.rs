//! Replaces a forgotten password.

mod api;
#[cfg(feature = "csr")]
mod page;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::PasswordResetPage;
