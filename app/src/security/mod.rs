//! Security: the rules by which an organization's people sign in.

mod api;
#[cfg(feature = "csr")]
mod page;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::SecurityPage;
