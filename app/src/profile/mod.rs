//! A person's own profile, and deleting one's account.

mod api;
#[cfg(feature = "csr")]
mod delete;
#[cfg(feature = "csr")]
mod page;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::ProfilePage;
