//! Event History: who did what to what, when and from where.

mod api;

#[cfg(feature = "csr")]
mod filters;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod retention;
#[cfg(feature = "csr")]
mod table;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::EventsPage;
