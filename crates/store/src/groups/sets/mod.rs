//! Permission sets: levels on groups that members have together.

mod give;
mod held;
mod list;
mod remove;
mod save;
mod take;

use model::Refused;
use model::access::Entry;
use model::groups::{EntriesError, SET_LIMIT};
use sea_orm::{ConnectionTrait, DbErr};

use super::path::path;
use crate::text::NameError;

pub use give::give;
pub(super) use held::held_by;
pub use list::list;
pub use remove::remove;
pub use save::save;
pub use take::take;

/// Why an operation on a permission set failed.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// The permit is for something else, or there is no such set, group or member (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The name is invalid.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The name is too long.
    #[error(transparent)]
    Long(#[from] model::groups::NameError),
    /// Another set has that name.
    #[error("A permission set named “{0}” already exists.")]
    Exists(String),
    /// The entries are invalid.
    #[error(transparent)]
    Entries(#[from] EntriesError),
    /// The organization has [`SET_LIMIT`] already.
    #[error("An organization can have up to {SET_LIMIT} permission sets. Remove one first.")]
    TooMany,
    /// Somebody else saved the set in the meantime (R19).
    #[error("Somebody else has changed this permission set since you opened it. Yours is not saved yet.")]
    Changed,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// A set as events tell it: its name and what it gives.
async fn told(connection: &impl ConnectionTrait, name: &str, entries: &[Entry]) -> Result<String, DbErr> {
    let mut given = Vec::with_capacity(entries.len());
    for entry in entries {
        let path = path(connection, entry.group).await?;
        given.push(format!("{path}: {} {}", entry.object.label(), entry.level.label()));
    }
    Ok(format!("{name} ({})", given.join(", ")))
}
