//! What an invitation's link leads to: who is invited accepts there.

mod api;
#[cfg(feature = "csr")]
mod page;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::InvitationPage;
