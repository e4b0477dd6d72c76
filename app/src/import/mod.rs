//! Import of licenses, organizations and deployments by the vendor's staff.

#[cfg(feature = "csr")]
mod ambiguous_cells;
mod api;
#[cfg(feature = "csr")]
mod choice;
mod data;
#[cfg(feature = "csr")]
mod dry_run;
#[cfg(feature = "csr")]
mod file;
#[cfg(feature = "csr")]
mod file_settings;
mod labels;
#[cfg(feature = "csr")]
mod mapping;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "ssr")]
mod run;

pub use api::*;
pub use data::*;
#[cfg(feature = "csr")]
pub use page::ImportPage;
