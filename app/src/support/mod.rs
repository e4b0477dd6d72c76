//! Support: what everybody sets for oneself about mails, and where help is.

mod api;
#[cfg(feature = "csr")]
mod page;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::SupportPage;
