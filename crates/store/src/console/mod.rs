//! The vendor's console: all organizations, products and licenses of the installation, for the vendor's staff.
//!
//! Reading takes a permit for [`SeeConsole`](model::Action::SeeConsole), any change one for
//! [`ManageConsole`](model::Action::ManageConsole). Each change is an event, also in the history of the organizations it
//! concerns.

mod change_license;
mod dashboard;
mod issue_license;
mod key;
mod license_order;
mod licenses;
mod limits;
mod organization_order;
mod organizations;
mod partners;
mod product;
mod reassign;
mod save_organization;

use model::Refused;
use sea_orm::DbErr;

use crate::text::is_name_taken;

pub use change_license::{raise_units, renew, suspend};
pub use dashboard::dashboard;
pub use issue_license::{NewLicense, issue};
pub use key::key;
pub use licenses::licenses;
pub use organizations::organizations;
pub use partners::{assign_partner, unassign_partner};
pub use product::{ProductDraft, save_product};
pub use reassign::reassign;
pub use save_organization::{OrganizationDraft, save_organization};

/// A license has at most this many units.
const MOST_UNITS: i64 = 4_294_967_295;

/// Why an operation in the console failed.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// The permit is for something else, or there is no such thing (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A field's value is invalid (R19).
    #[error("{message}")]
    Field {
        /// The field's name.
        field: &'static str,
        /// What is wrong and what is allowed.
        message: String,
    },
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// The error for one field.
fn wrong(field: &'static str, message: impl Into<String>) -> ConsoleError {
    ConsoleError::Field { field, message: message.into() }
}

/// The error for a name that another has, or that looks like another's.
fn taken(name: &str, other: &str) -> ConsoleError {
    if other == name {
        return wrong("name", format!("The name “{name}” is already taken."));
    }
    wrong(
        "name",
        format!("“{name}” looks like “{other}”, which already exists. Choose a distinguishable name."),
    )
}

/// If two people take a name at the same moment, one gets it and the other gets this error.
fn raced(what: &'static str) -> impl Fn(DbErr) -> ConsoleError {
    move |error| {
        if is_name_taken(&error) {
            wrong("name", format!("Somebody has just given this name, or a similar one, to another {what}."))
        } else {
            error.into()
        }
    }
}

#[cfg(test)]
mod order_tests;
#[cfg(test)]
mod tests;
