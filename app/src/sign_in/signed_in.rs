//! What signing in leads to.

use serde::{Deserialize, Serialize};

/// What comes after the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignedIn {
    /// The portal: there is a session.
    Done,
    /// The second factor is to be given or set up, on the page `/second-factor`: there is no session yet.
    HalfWay,
}
