//! The vendor's console: all organisations, products and licenses of the installation, for the vendor's staff.
//!
//! To look takes a permit of [`Action::SeeConsole`], to change anything one of [`Action::ManageConsole`]. Each change is
//! an event, in the history of the organisations that it concerns too.

mod dashboard;
mod issue;
mod key;
mod licenses;
mod limits;
mod organizations;
mod partners;
mod product;
mod reassign;
mod renew;
mod save_organization;

use model::{Action, Permit, Refused};
use sea_orm::DbErr;

use crate::text::is_name_taken;

pub use dashboard::{Dashboard, dashboard};
pub use issue::{Issued, NewLicense, issue};
pub use key::key;
pub use licenses::{LicenseList, ListedLicense, licenses};
pub use organizations::{ListedOrganization, OrganizationList, organizations};
pub use partners::{assign_partner, unassign_partner};
pub use product::{ProductDraft, save_product};
pub use reassign::reassign;
pub use renew::{raise_units, renew, suspend};
pub use save_organization::{OrganizationDraft, save_organization};

/// At most this many are listed at once.
pub const PAGE_LIMIT: u64 = 100;
/// The most units of a license.
const MOST_UNITS: i64 = 4_294_967_295;

/// Why nothing was done in the console.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// The permit is for something else, or there is no such thing (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// What was given for a field can't be taken (R19).
    #[error("{message}")]
    Field {
        /// Which.
        field: &'static str,
        /// What is wrong and what is allowed.
        message: String,
    },
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Something wrong with one field.
fn wrong(field: &'static str, message: impl Into<String>) -> ConsoleError {
    ConsoleError::Field { field, message: message.into() }
}

/// A name that is another's, or looks like it.
fn taken(name: &str, other: &str) -> ConsoleError {
    if other == name {
        return wrong("name", format!("There is already one named “{name}”."));
    }
    wrong(
        "name",
        format!(
            "“{name}” looks like “{other}”, which is there already. Give a name that can be told from it."
        ),
    )
}

/// Of two who take a name at the same moment, one has it; the other is told so.
fn raced(what: &'static str) -> impl Fn(DbErr) -> ConsoleError {
    move |error| {
        if is_name_taken(&error) {
            wrong(
                "name",
                format!("Somebody has just given this name, or one that looks like it, to another {what}."),
            )
        } else {
            error.into()
        }
    }
}

/// Insists on a permit for that action.
fn insist(permit: &Permit, action: Action) -> Result<(), Refused> {
    if permit.action() == action { Ok(()) } else { Err(Refused) }
}

#[cfg(test)]
mod tests;
