//! Manage Active Deployments: the deployments of one license.

mod api;
mod selection;

#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod question;
#[cfg(feature = "csr")]
mod remove;
#[cfg(feature = "csr")]
mod state;
#[cfg(feature = "csr")]
mod table;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::DeploymentsPage;
pub use selection::Selection;
