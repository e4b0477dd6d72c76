//! Asks people to prove again who they are, before something dangerous.

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
