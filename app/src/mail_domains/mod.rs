//! The organization's mail domains: people with an address in one may ask to join.

mod api;
#[cfg(feature = "csr")]
mod dialogs;
#[cfg(feature = "csr")]
mod page;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::MailDomainsPage;
