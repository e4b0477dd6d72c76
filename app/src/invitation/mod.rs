//! The page of an invitation's link, where the invited person accepts.

mod api;
#[cfg(feature = "csr")]
mod link;
#[cfg(feature = "csr")]
mod page;

pub use api::*;
#[cfg(feature = "csr")]
pub(crate) use link::{LinkDialog, LinkShown, mail_hint};
#[cfg(feature = "csr")]
pub use page::InvitationPage;
