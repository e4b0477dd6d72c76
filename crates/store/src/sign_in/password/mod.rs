//! Changing a password, and setting a new one after it was forgotten.

mod change;
mod check;
mod letter;
mod request;
mod reset;
#[cfg(test)]
mod tests;

use model::person::PasswordError;
use sea_orm::DbErr;

use crate::db::secret::link_secret;
use crate::db::throttle::Throttled;
use crate::sign_in::SignInError;

pub(crate) use crate::people::write_password::{Ended, write};

pub use change::{Change, change};
pub use check::check_new;
pub use request::{request_reset, throttle_request};
pub use reset::{is_good, reset};

/// How long a link to set a new password is valid, in milliseconds.
pub const LIFETIME: i64 = 3_600_000;

link_secret! {
    /// 32 random bytes in the fragment of the e-mail's link, which no server logs; the database has their hash.
    ResetToken
}

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The new password is invalid.
    #[error(transparent)]
    New(#[from] PasswordError),
    /// The current password is wrong.
    #[error("This is not your password.")]
    Current,
    /// The link is unknown, expired or used; all give the same response (R3).
    #[error("This link can't be used: it is incomplete, older than an hour or already used.")]
    Link,
    /// Too many recent failures.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The password could not be checked or hashed, or not now.
    #[error("The password could not be checked: {0}")]
    Check(SignInError),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

impl From<SignInError> for ChangeError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong => Self::Current,
            SignInError::Throttled(throttled) => Self::Throttled(throttled),
            SignInError::Database(error) => Self::Database(error),
            SignInError::Hash(_) | SignInError::Busy => Self::Check(error),
        }
    }
}
