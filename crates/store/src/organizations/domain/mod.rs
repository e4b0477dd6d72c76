//! Mail domains of organisations. Whose address is in a verified one may ask to join, and signs in by the organisation's
//! single sign-on.

mod add;
mod find;
mod list;
mod name;
mod remove;
mod verify;

use model::Refused;
use sea_orm::DbErr;

pub use add::add;
pub(crate) use find::owner;
pub use find::{Pending, find, is_any_verified};
pub use list::{Listed, list};
pub use name::{NameError, checked, of_address};
pub use remove::remove;
pub use verify::{verify, verify_by_operator};

/// An organization has at most this many domains.
pub const LIMIT: u64 = 50;

/// What stands before the proof in a domain's TXT record.
pub const PREFIX: &str = "grantry-verification=";

/// Why nothing was done with a mail domain.
#[derive(Debug, thiserror::Error)]
pub enum DomainError {
    /// The permit is for something else, or there is no such domain in the organisation (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The name is that of no mail domain of an organisation.
    #[error(transparent)]
    Name(#[from] NameError),
    /// It is in the list already.
    #[error("{0} is in the list already.")]
    Exists(String),
    /// There are as many as there may be.
    #[error("An organization has up to {LIMIT} mail domains. Remove one first.")]
    TooMany,
    /// Its DNS does not say so.
    #[error(
        "{domain} has no TXT record with the text {PREFIX}{proof}. A new record may take a while until it is seen everywhere: try again \
         later."
    )]
    NotProved {
        /// The domain.
        domain: String,
        /// What its TXT record is to hold.
        proof: String,
    },
    /// Another organisation has proved it before.
    #[error("{0} is verified for another organization of this portal. Who runs the portal can tell why.")]
    Taken(String),
    /// The operator names an organisation that there is not.
    #[error("There is no organization named “{}”.", spreadsheet::shortened(.0))]
    NoOrganization(String),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

#[cfg(test)]
mod tests;
