//! Joining an organization by mail domain: people with an address in a verified domain sign up for an account and ask to join;
//! those who manage users approve or decline.

mod ask;
mod decide;
mod list;
mod offer;
mod sign_up;

use model::Refused;
use model::access::Forbidden;
use sea_orm::DbErr;

use crate::db::throttle::Throttled;
use crate::people::AddError;

pub use ask::ask;
pub use decide::{approve, decline};
pub use list::list;
pub use offer::{Offer, offer};
pub use sign_up::{LIFETIME, check_attempt, confirm, find, sign_up};

/// A message to those who decide, and a reason to decline, has at most this many characters.
pub const TEXT_LIMIT: usize = 500;

/// Why an operation on a request to join failed.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The permit is for something else, or there is no such request or offer (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The deciding person does not rank high enough for the role.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The text is too long.
    #[error("This can have up to {TEXT_LIMIT} characters.")]
    Text,
    /// The reason is empty.
    #[error("Enter a reason; it will be sent to the person who asked.")]
    NoReason,
    /// The person has already asked.
    #[error("You have already asked, and nobody has decided yet.")]
    Asked,
    /// The organization already has its Super Admin.
    #[error("There is exactly one Super Admin. Only they can transfer the role.")]
    HasSuperAdmin,
    /// The person is already a member: there is nothing to approve.
    #[error("{email} is already in this organization, in the role {role}. The request is closed.")]
    IsMember {
        /// The address of the person who asked.
        email: String,
        /// The role that they keep.
        role: String,
    },
    /// The address or the name is invalid.
    #[error(transparent)]
    Address(AddError),
    /// By now there is an account with that address.
    #[error("{0} already has an account. Sign in with it.")]
    HasAccount(String),
    /// Too many recent attempts.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Checks and trims text that others will read.
fn checked_text(typed: &str) -> Result<&str, JoinError> {
    let text = typed.trim();
    let is_plain = !text.chars().any(|sign| sign.is_control() && sign != '\n' && sign != '\r');
    if text.chars().count() <= TEXT_LIMIT && is_plain { Ok(text) } else { Err(JoinError::Text) }
}

#[cfg(test)]
mod tests;
