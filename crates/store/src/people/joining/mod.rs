//! Joining an organisation by one's address: whose address is in a verified mail domain signs up for an account and asks to
//! join; who manages users lets it in or not.

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
pub use list::{Listed, list};
pub use offer::{Offer, offer};
pub use sign_up::{LIFETIME, check_attempt, confirm, find, sign_up};

/// A message to those who decide has at most so many characters, and so has a reason to decline.
pub const TEXT_LIMIT: usize = 500;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The permit is for something else, or there is no such request or offer (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Who decides does not stand high enough for the role.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The text is too long.
    #[error("This has up to {TEXT_LIMIT} characters.")]
    Text,
    /// Nothing is said.
    #[error("Give a reason: it is sent to who asked.")]
    NoReason,
    /// It has asked already.
    #[error("You have asked already, and nobody has decided yet.")]
    Asked,
    /// The organisation has its Super Admin already.
    #[error("There is a Super Admin already, and exactly one. Who has the role transfers it.")]
    HasSuperAdmin,
    /// It is a member already: there is nothing to approve.
    #[error("{email} is in this organization already, in the role {role}. The request is closed.")]
    IsMember {
        /// Whose request it was.
        email: String,
        /// The role that it keeps.
        role: String,
    },
    /// The address or the name can't be one.
    #[error(transparent)]
    Address(AddError),
    /// There is an account of that address by now.
    #[error("{0} has an account already. Sign in with it.")]
    HasAccount(String),
    /// Too many attempts of late.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// A text that a person gives others, trimmed.
fn checked_text(typed: &str) -> Result<&str, JoinError> {
    let text = typed.trim();
    let is_plain = !text.chars().any(|sign| sign.is_control() && sign != '\n' && sign != '\r');
    if text.chars().count() <= TEXT_LIMIT && is_plain { Ok(text) } else { Err(JoinError::Text) }
}

#[cfg(test)]
mod tests;
