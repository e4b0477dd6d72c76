//! How people arrange the tables of a page, and the filter presets that they keep there, for themselves or shared with their
//! organization. Everything is kept for a person, an organization and a page.
//!
//! The operations take the person, not a permit: which permits they need depends on the page, and for a preset only its row
//! tells the page. `keeper` gets them.

mod arrange;
mod forget;
mod keeper;
mod kept;
mod preset;
mod remove;
mod rename;
mod save;
mod stored;

use model::Refused;
use model::table::{PRESETS_OF_PERSON, PresetError, SHARED_PRESETS};
use sea_orm::DbErr;

use crate::text::NameError;

pub use arrange::arrange;
pub(crate) use forget::forget_member;
pub use kept::kept;
pub use remove::remove;
pub use rename::rename;
pub use save::{NewPreset, save};

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The person may not open the page, only views the organization, or has no such preset (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The arrangement is beyond its limits, in a sentence.
    #[error("{0}")]
    Arrangement(String),
    /// The preset's name or filter is invalid.
    #[error(transparent)]
    Preset(#[from] PresetError),
    /// The name breaks the rules for all names.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The person has a preset of that name on the page.
    #[error(
        "You already have a preset named “{0}” on this page. Choose another name, or save over that preset."
    )]
    Exists(String),
    /// The person has [`PRESETS_OF_PERSON`] already.
    #[error("You can keep up to {PRESETS_OF_PERSON} presets on a page. Remove one first.")]
    TooMany,
    /// The organization has [`SHARED_PRESETS`] already.
    #[error(
        "Your organization shares {SHARED_PRESETS} presets on this page, the maximum. Keep this one for yourself, or \
         remove a shared one first."
    )]
    TooManyShared,
    /// The page shows the person nothing of an organization.
    #[error(
        "You can keep this preset for yourself. Sharing requires a role that shows this page of your organization."
    )]
    NotToShare,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

#[cfg(test)]
mod tests;
