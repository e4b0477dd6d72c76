//! Role Management: the rights that roles give.

mod api;
#[cfg(feature = "csr")]
mod form;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod preview;
#[cfg(feature = "csr")]
mod remove;
#[cfg(feature = "csr")]
mod table;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::RolesPage;
