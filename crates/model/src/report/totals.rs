//! Sums over licenses.

use serde::{Deserialize, Serialize};

/// The totals of the shown rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Licenses, each once (R1).
    pub licenses: u64,
    /// Their active deployments.
    pub deployed: u64,
    /// Units purchased.
    pub purchased: u64,
}
