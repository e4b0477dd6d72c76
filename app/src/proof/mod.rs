//! Proving again who one is, before something dangerous.

mod api;
#[cfg(feature = "csr")]
mod dialog;
#[cfg(feature = "csr")]
mod state;

pub use api::*;
#[cfg(feature = "csr")]
pub(crate) use dialog::ProveDialog;
#[cfg(feature = "csr")]
pub(crate) use state::Prover;
