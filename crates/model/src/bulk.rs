//! Actions on several licenses at once, and what they did.

use serde::{Deserialize, Serialize};

use crate::LicenseId;

/// One transaction changes at most this many licenses: other writers get their turn between two of them.
pub const CHUNK: usize = 2_000;

/// Why an action left a license as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reason {
    /// Hidden or missing by now (R3).
    Gone,
    /// The organization that it was to be moved from does not have it.
    Elsewhere,
    /// The person would not see it where it was to go.
    UnseenThere,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 3] = [Self::Gone, Self::Elsewhere, Self::UnseenThere];

    /// The words on the screen, after the number of licenses.
    pub fn label(self) -> &'static str {
        match self {
            Self::Gone => "no longer there, or out of your reach",
            Self::Elsewhere => "not with the organization to move from",
            Self::UnseenThere => "of a kind that you may not see there",
        }
    }
}

/// What an action did to several licenses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The licenses that it changed, sorted.
    pub changed: Vec<LicenseId>,
    /// How many already were as wanted.
    pub unchanged: u64,
    /// The licenses that it left as they were, with the reason of each.
    pub refused: Vec<(LicenseId, Reason)>,
}

/// Returns the numbers sorted, each once.
pub fn sorted(licenses: &[LicenseId]) -> Vec<LicenseId> {
    let mut sorted = licenses.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted
}
