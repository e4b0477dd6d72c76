//! API Access: tokens that let programs act for people.

mod api;

#[cfg(feature = "csr")]
mod create;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod revoke;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::ApiAccessPage;
