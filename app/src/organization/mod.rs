//! The organization as its own people run it: name, sub-organizations, and the licenses of each.

mod api;
#[cfg(feature = "csr")]
mod move_licenses;
#[cfg(feature = "csr")]
mod move_licenses_dialog;
#[cfg(feature = "csr")]
mod name;
#[cfg(feature = "csr")]
mod page;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::OrganizationPage;
