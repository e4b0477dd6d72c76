//! Critical Alert Users: the people who get an e-mail before licenses expire.

mod api;

#[cfg(feature = "csr")]
mod add;
#[cfg(feature = "csr")]
mod lead_times;
#[cfg(feature = "csr")]
mod mails;
#[cfg(feature = "csr")]
mod next;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod preview;
#[cfg(feature = "csr")]
mod remove;
#[cfg(feature = "csr")]
mod users;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::CriticalAlertsPage;
