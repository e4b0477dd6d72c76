//! Passwords that people change, or have forgotten.

mod change;
mod check;
mod letter;
mod request;
mod reset;
#[cfg(test)]
mod tests;
mod write;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::person::PasswordError;
use sea_orm::DbErr;
use sha2::{Digest as _, Sha256};

use crate::session::hexadecimal;
use crate::sign_in::SignInError;
use crate::throttle::Throttled;

pub(crate) use write::{Ended, write};

pub use change::{Change, change};
pub use check::check_new;
pub use request::{request_reset, throttle_request};
pub use reset::{is_good, reset};

/// For so long a link to set another password is taken, in milliseconds.
pub const LIFETIME: i64 = 3_600_000;

/// 32 random bytes that the link in the mail carries in its fragment, which no server logs; the database has their hash.
#[derive(Clone, Copy)]
pub struct ResetToken(pub [u8; 32]);

impl fmt::Debug for ResetToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResetToken(…)")
    }
}

impl ResetToken {
    /// As it stands in the link: 43 signs.
    pub fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// From the link; none when it can't be one.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    fn hash(self) -> String {
        hexadecimal(&Sha256::digest(self.0))
    }
}

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The new one can't be one.
    #[error(transparent)]
    New(#[from] PasswordError),
    /// The one that holds was not given.
    #[error("This is not your password.")]
    Current,
    /// The link is unknown, over or was used; one answer (R3).
    #[error("This link can't be used: it is not complete, is older than an hour, or was used already.")]
    Link,
    /// Too many failures of late.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// It could not be checked or hashed.
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
            SignInError::Hash(_) => Self::Check(error),
        }
    }
}
