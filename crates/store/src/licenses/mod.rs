//! Operations on one license.

mod check_out;
mod describe;
mod details;
pub mod entitlement;
pub mod files;
mod find;
mod history;
pub mod installer;
mod key;
pub mod link;
mod note;
mod pin;
pub mod product;
pub mod report;

pub use check_out::note_check_out;
pub use describe::{Description, describe};
pub use details::details;
pub use find::{License, LicenseName, LicenseQuery, PAGE_LIMIT, count, find, find_all, page};
pub use history::history;
pub(crate) use key::note_revealed;
pub use key::reveal_key;
pub use note::{NoteSaveError, edit_note};
pub use pin::{set_pin, set_pins};

pub use crate::db::entity::license_key::Key;

/// Why an operation on a license failed.
#[derive(Debug, thiserror::Error)]
pub enum LicenseError {
    /// The permit is for something else, or the license is hidden or missing (R3).
    #[error(transparent)]
    Refused(#[from] model::Refused),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] sea_orm::DbErr),
}

#[cfg(test)]
mod reach_tests;
