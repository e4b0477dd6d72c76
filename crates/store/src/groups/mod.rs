//! Access groups and pools: which licenses of an organization lie where in its tree, and who reaches them.

mod contents;
mod create;
mod list;
mod members;
mod move_group;
mod name;
mod own;
mod path;
mod place;
mod preview;
mod remove;
mod rename;
mod root;
pub mod sets;
mod within;

use model::Refused;
use model::groups::{Contents, DEPTH_LIMIT, GROUP_LIMIT};
use sea_orm::DbErr;

use crate::text::NameError;

pub use contents::contents;
pub use create::create;
pub use list::list;
pub use members::members;
pub use move_group::move_group;
pub(crate) use path::path;
pub(crate) use place::placed;
pub use preview::preview;
pub use remove::remove;
pub use rename::rename;
pub(crate) use root::{insert_roots, roots};
pub(crate) use within::is_within;

/// Why an operation on an access group failed.
#[derive(Debug, thiserror::Error)]
pub enum GroupError {
    /// The permit is for something else, or the organization has no such group (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The name is invalid.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The name is too long.
    #[error(transparent)]
    Long(#[from] model::groups::NameError),
    /// A group beside it has that name.
    #[error("“{0}” already exists there. Groups below the same one have different names.")]
    Exists(String),
    /// The organization has [`GROUP_LIMIT`] already.
    #[error("An organization can have up to {GROUP_LIMIT} access groups. Remove one first.")]
    TooMany,
    /// It would lie more than [`DEPTH_LIMIT`] steps below All.
    #[error("Access groups can lie up to {DEPTH_LIMIT} steps below All. Choose a place further up.")]
    TooDeep,
    /// Somebody else renamed or moved the group in the meantime (R19).
    #[error(
        "Somebody else has renamed or moved this group since you opened it. Look again, and repeat it if needed."
    )]
    Changed,
    /// It is the root.
    #[error("The group All is always there. It can't be renamed, moved or removed.")]
    Root,
    /// The new place is the group itself, or below it.
    #[error("A group can't be moved into itself or into a group below it.")]
    Below,
    /// The group holds something that was not said before.
    #[error("The group holds {}. Everything in it must move up first.", .0.told())]
    Holds(Contents),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

#[cfg(test)]
mod tests;
