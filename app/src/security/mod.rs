//! Security: how the people of an organization have to sign in.

mod api;
#[cfg(feature = "csr")]
mod page;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::SecurityPage;
