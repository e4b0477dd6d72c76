//! API tokens: programs act by them for the people who made them, in one organisation.

mod create;
mod find;
mod list;
mod revoke;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::Refused;
use model::token::NameError;
use sea_orm::DbErr;
use sha2::{Digest as _, Sha256};

use crate::text;

pub use create::{NewToken, create};
pub use find::find;
pub use list::{Listed, list};
pub use revoke::revoke;

/// What every token begins with, so that people and scanners know what they have found.
const PREFIX: &str = "grantry_";
/// At most this many signs of a token are kept readable.
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
    /// As it is handed out, once: `grantry_` and 43 signs.
    pub fn to_text(self) -> String {
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(self.0))
    }

    /// From what a program presents; none when it can't be one.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// What the database keeps. It is looked up by this hash: whoever guesses learns nothing from how long that takes.
    fn hash(self) -> String {
        hex::encode(Sha256::digest(self.0))
    }

    fn hint(self) -> String {
        let text = self.to_text();
        text[text.len() - HINT..].to_owned()
    }
}

/// Why nothing was done with tokens.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The permit is for something else, or there is no such token in the organisation (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The name can't be one.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The name has what no name has.
    #[error(transparent)]
    AnyName(#[from] text::NameError),
    /// It would be over before it begins.
    #[error("The last day of a token is today (in UTC) or later.")]
    Over,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

#[cfg(test)]
mod tests;
