//! License Pools: lists the pools of an organization with their licenses, moves them between access groups, splits and merges
//! them, and tags them and their licenses.

mod change;
mod list;
mod merge;
mod moving;
mod open;
mod reach;
mod rename;
mod scan;
mod split;
mod tags;
mod tree;
mod who_sees;

use model::pools::{PoolStatus, TAGS_OF_ORGANIZATION, TagError, UNDO_SECONDS};
use model::{Refused, Standing};
use sea_orm::DbErr;

use crate::text::NameError;

pub use list::list;
pub use merge::merge;
pub use moving::{move_pools, undo_move};
pub use open::open_pool;
pub use rename::rename;
pub use split::split;
pub use tags::{TagChange, set_license_tags, set_pool_tags, suggest};
pub use who_sees::who_sees;

/// Why pools could not be shown or changed.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    /// The permit is for something else, or a pool, license or group is hidden or missing (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Somebody else renamed, moved, split or merged one of the pools in the meantime; its name.
    #[error(
        "Someone else has changed “{0}” in the meantime, so nothing was done. Close this, look again, and repeat it."
    )]
    Changed(String),
    /// None were given, or more than the limit.
    #[error("Choose 1 to {limit} {what}; {given} are selected.")]
    Count {
        /// The most.
        limit: usize,
        /// What is counted.
        what: &'static str,
        /// How many were given.
        given: usize,
    },
    /// All pools are in that group already.
    #[error("The selected pools are in this access group already. Choose another one.")]
    AlreadyThere,
    /// A move was too long ago.
    #[error("A move can be undone for {UNDO_SECONDS} seconds. Move the pools back instead.")]
    TooLate,
    /// A pool of that name is in the same group.
    #[error("This access group already has a pool named “{0}”. Choose another name.")]
    Exists(String),
    /// The name breaks the rules for names.
    #[error(transparent)]
    Name(#[from] NameError),
    /// No license would remain in the pool.
    #[error("These are all licenses of the pool. To have them elsewhere, move the pool.")]
    WholePool,
    /// The pools to merge are in several groups.
    #[error(
        "These pools are in different access groups. Merging them would change who sees the licenses. Move them into one group \
         first."
    )]
    Groups,
    /// Several of the pools to merge receive the new licenses of a product.
    #[error(
        "“{0}” and “{1}” each receive the new licenses of a product, so they can't become one pool. Split licenses off and \
         merge these."
    )]
    Products(String, String),
    /// A tag is invalid, or a thing would have too many.
    #[error(transparent)]
    Tag(#[from] TagError),
    /// The organization has [`TAGS_OF_ORGANIZATION`] already.
    #[error(
        "Your organization has {TAGS_OF_ORGANIZATION} tags, the maximum. Use one of these, or remove some first."
    )]
    TooManyTags,
    /// A value in the database has no meaning.
    #[error("The database contains an unknown {0}.")]
    Damaged(&'static str),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// The filter that a standing belongs to.
fn filter_of(standing: Standing) -> PoolStatus {
    PoolStatus::from(standing.status())
}

#[cfg(test)]
mod tests;
