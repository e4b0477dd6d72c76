//! Reading lists of licenses: columns for the report, texts for the rows in view, ranks, search, customers.

mod changed;
mod customers;
mod open;
mod rank;
mod rows;
mod search;
mod texts;

use model::OrganizationId;
use sea_orm::DbErr;

pub use changed::{Changes, Generated, changed_since};
pub use customers::{CustomerEntry, customers, reached};
pub use open::open;
pub use rank::rank;
pub use search::search;
pub(crate) use search::{found, key_contains, products_named, public_id_contains};
pub use texts::{Limit, Per, TEXTS_LIMIT, Texts, exported, texts};

/// What the report is of.
#[derive(Clone, Copy, Debug)]
pub enum Of<'a> {
    /// Everything that the permit reaches.
    Everything,
    /// Those organisations, as far as the permit reaches them. Others are left out as if they were not (R3).
    Organizations(&'a [OrganizationId]),
}

impl Of<'_> {
    /// The organisations asked for, sorted; none for everything.
    fn asked(self) -> Option<Vec<OrganizationId>> {
        let Self::Organizations(ids) = self else { return None };
        let mut asked = ids.to_vec();
        asked.sort_unstable();
        Some(asked)
    }
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
    /// A stored value is none of its kind; names it.
    #[error("The database holds what it can't: {0}.")]
    Damaged(&'static str),
}

#[cfg(test)]
mod oracle_tests;
#[cfg(test)]
mod reach_tests;
