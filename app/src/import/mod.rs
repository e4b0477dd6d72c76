//! Import of licenses, organizations and deployments by the vendor's staff.

mod api;
#[cfg(feature = "csr")]
mod choice;
mod data;
#[cfg(feature = "csr")]
mod file;
mod labels;
#[cfg(feature = "csr")]
mod mapping;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod planned;
#[cfg(feature = "csr")]
mod reading;
#[cfg(feature = "ssr")]
mod run;
#[cfg(feature = "csr")]
mod source;

pub use api::*;
pub use data::*;
#[cfg(feature = "csr")]
pub use page::ImportPage;
