//! Reads lists of licenses: columns for the report, text for the rows in view, ranks, search, customers.

mod customers;
mod open;
mod rank;
mod rows;
mod search;
mod stale;
mod texts;

use model::{OrganizationId, Refused};
use sea_orm::DbErr;

pub use customers::{Reached, customers, reached};
pub use open::open;
pub use rank::rank;
pub use search::search;
pub(crate) use search::{found, key_contains, products_named, public_id_contains};
pub use stale::{Changes, Generated, changed_since};
pub use texts::{TEXTS_LIMIT, exported, texts};

/// The licenses that a report lists.
#[derive(Clone, Copy, Debug)]
pub enum Of<'a> {
    /// All that the permit reaches.
    Everything,
    /// Those of these organizations, if the permit reaches them; others are left out as if they did not exist (R3).
    Organizations(&'a [OrganizationId]),
}

impl Of<'_> {
    /// The organizations asked for, sorted; None for everything.
    fn asked(self) -> Option<Vec<OrganizationId>> {
        let Self::Organizations(ids) = self else { return None };
        let mut asked = ids.to_vec();
        asked.sort_unstable();
        Some(asked)
    }
}

/// Why the report could not be read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The permit is for something else (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
    /// A stored value is invalid; its name.
    #[error("The database contains something impossible: {0}.")]
    Damaged(&'static str),
}

#[cfg(test)]
mod oracle_tests;
#[cfg(test)]
mod reach_tests;
