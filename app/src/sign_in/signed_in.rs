//! The result of signing in.

use serde::{Deserialize, Serialize};

/// The step after the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignedIn {
    /// Nothing more: the session has started, and the portal opens.
    Done,
    /// The page `/second-factor`, to enter or set up the second factor: there is no session yet.
    HalfWay,
}
