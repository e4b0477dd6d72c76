//! The organization as its own people run it: name, sub-organizations, and the licenses of each.

mod api;
#[cfg(feature = "csr")]
mod moving;
#[cfg(feature = "csr")]
mod name;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod shift;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::OrganizationPage;
