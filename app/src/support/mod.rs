//! Support: everybody's own settings for e-mails, and where to find help.

mod api;
#[cfg(feature = "csr")]
mod page;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::SupportPage;
