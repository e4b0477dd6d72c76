//! Products and their installers: a page for each, and a list of all for the vendor's staff.

mod api;

#[cfg(feature = "csr")]
mod form;
#[cfg(feature = "csr")]
mod list;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod remove;
#[cfg(feature = "csr")]
mod table;
#[cfg(feature = "csr")]
mod upload;
#[cfg(feature = "csr")]
mod upload_request;

pub use api::*;
#[cfg(feature = "csr")]
pub use list::ProductsPage;
#[cfg(feature = "csr")]
pub use page::ProductPage;
#[cfg(feature = "csr")]
pub use table::InstallerTable;
