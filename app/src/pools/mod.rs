//! License Pools: the licenses of an organization, as they are shared out among its access groups.

mod api;

#[cfg(feature = "csr")]
mod actions;
#[cfg(feature = "csr")]
mod cells;
#[cfg(feature = "csr")]
mod dialogs;
#[cfg(feature = "csr")]
mod filters;
#[cfg(feature = "csr")]
mod keys;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod selection;
#[cfg(feature = "csr")]
mod state;
#[cfg(feature = "csr")]
mod treegrid;
#[cfg(feature = "csr")]
mod undo;
#[cfg(feature = "csr")]
mod words;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::PoolsPage;
