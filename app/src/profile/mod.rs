//! What a person says of itself, and deleting oneself.

mod api;
#[cfg(feature = "csr")]
mod delete;
#[cfg(feature = "csr")]
mod page;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::ProfilePage;
