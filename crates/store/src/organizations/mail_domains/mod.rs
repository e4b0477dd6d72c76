//! Mail domains of organizations. People with an address in a verified one may ask to join, and sign in by the organization's
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
pub use list::list;
pub use name::{NameError, checked, of_address};
pub use remove::remove;
pub use verify::{verify, verify_by_operator};

/// An organization has at most this many domains.
pub const LIMIT: u64 = 50;

/// The prefix of the proof in a domain's TXT record.
const PREFIX: &str = "grantry-verification=";

/// Why an operation on a mail domain failed.
#[derive(Debug, thiserror::Error)]
pub enum MailDomainError {
    /// The permit is for something else, or the organization has no such domain (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The name can't be an organization's mail domain.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The domain is already in the list.
    #[error("{0} is already in the list.")]
    Exists(String),
    /// The organization has [`LIMIT`] domains already.
    #[error("An organization can have up to {LIMIT} mail domains. Remove one first.")]
    TooMany,
    /// The domain's DNS has no such record.
    #[error(
        "{domain} has no TXT record with the text {PREFIX}{proof}. A new record can take a while to become visible everywhere. \
         Try again later."
    )]
    NotProved {
        /// The domain.
        domain: String,
        /// The text its TXT record must hold.
        proof: String,
    },
    /// Another organization has already verified it.
    #[error("{0} is verified for another organization of this portal. Ask the portal's operator.")]
    Taken(String),
    /// The organization that the operator names does not exist.
    #[error("There is no organization named “{}”.", spreadsheet::shortened(.0))]
    NoOrganization(String),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

#[cfg(test)]
mod tests;
