//! The vendor's console: organizations, products and licenses of the installation, for the vendor's staff.

mod api;

#[cfg(feature = "csr")]
mod dashboard;
#[cfg(feature = "csr")]
mod invite;
#[cfg(feature = "csr")]
mod license_change;
#[cfg(feature = "csr")]
mod license_issue;
#[cfg(feature = "csr")]
mod license_key;
#[cfg(feature = "csr")]
mod license_list;
#[cfg(feature = "csr")]
mod organization_list;
#[cfg(feature = "csr")]
mod organization_save;
#[cfg(feature = "csr")]
mod parse;
#[cfg(feature = "csr")]
mod partners;
#[cfg(feature = "csr")]
mod product_save;
#[cfg(feature = "csr")]
mod suggest;

pub use api::*;
#[cfg(feature = "csr")]
pub use dashboard::DashboardPage;
#[cfg(feature = "csr")]
pub use license_list::LicensesPage;
#[cfg(feature = "csr")]
pub use organization_list::OrganizationsPage;
#[cfg(feature = "csr")]
pub use product_save::{ProductDialog, ProductForm};
