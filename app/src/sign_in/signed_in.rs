//! The result of signing in.

use serde::{Deserialize, Serialize};

/// The step after the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignedIn {
    /// The portal, because the session has started.
    Done,
    /// The page `/second-factor`, to enter or set up the second factor: there is no session yet.
    HalfWay,
}
