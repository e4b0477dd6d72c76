//! Products and their installers: a page for each, and a list of all for the vendor's staff.

mod api;

#[cfg(feature = "csr")]
mod form;
#[cfg(feature = "csr")]
mod product_page;
#[cfg(feature = "csr")]
mod products_page;
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
pub use product_page::ProductPage;
#[cfg(feature = "csr")]
pub use products_page::ProductsPage;
#[cfg(feature = "csr")]
pub use table::InstallerTable;
