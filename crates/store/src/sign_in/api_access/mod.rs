//! API tokens: with them programs act for the people who made them, in one organization.

mod create;
mod find;
mod list;
mod revoke;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Refused;
use model::api_access::NameError;
use sea_orm::DbErr;
use sha2::{Digest as _, Sha256};

use crate::text;

pub use create::{NewToken, create};
pub use find::find;
pub use list::{in_order, list};
pub use revoke::revoke;

/// The prefix of every token, by which people and scanners recognize it.
const PREFIX: &str = "grantry_";
/// A person has at most this many tokens in an organization that have not expired.
pub const MOST_OF_PERSON: u64 = 200;
/// This many characters of a token are stored readable.
const HINT: usize = 4;

/// 32 random bytes that a program keeps; the database has their hash.
#[derive(Clone, Copy)]
pub struct ApiToken(pub [u8; 32]);

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiToken(…)")
    }
}

impl ApiToken {
    /// The token as shown once: `grantry_` and 43 characters.
    pub fn to_text(self) -> String {
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(self.0))
    }

    /// Parses what a program presents; None if it is not a token.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The stored hash. Tokens are looked up by it, so that guessing learns nothing from the time taken.
    fn hash(self) -> String {
        hex::encode(Sha256::digest(self.0))
    }

    fn hint(self) -> String {
        let text = self.to_text();
        text[text.len() - HINT..].to_owned()
    }
}

/// Why an operation on tokens failed.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The permit is for something else, or the organization has no such token (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The name is invalid.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The name breaks the rules for all names.
    #[error(transparent)]
    AnyName(#[from] text::NameError),
    /// The token would expire before it begins.
    #[error("The last day of a token must be today (in UTC) or later.")]
    Over,
    /// The person has [`MOST_OF_PERSON`] already.
    #[error("You have {MOST_OF_PERSON} API tokens in this organization, the maximum. Revoke one first.")]
    TooMany,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

#[cfg(test)]
mod tests;
