//! API tokens and their names.

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::list::{Sort, SortColumn};
use crate::text::is_unseen;

/// Number of an API token in the database.
pub type TokenId = i64;

/// The longest name of a token, in characters.
const NAME_LIMIT: usize = 100;

/// An API token in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedToken {
    /// The number by which it is revoked.
    pub id: TokenId,
    /// Says what it is for.
    pub name: String,
    /// The name of the person who made it.
    pub maker: String,
    /// Its last four characters.
    pub hint: String,
    /// When it was created, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// Its last day, in UTC; None if it does not expire.
    pub last_day: Option<Day>,
    /// When it was last used, to the minute, in milliseconds since the Unix epoch; None if never.
    pub last_used_at: Option<i64>,
    /// Why it is refused; None while it works.
    pub dead: Option<Dead>,
}

/// The sort keys for tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TokenColumn {
    /// Name.
    Name,
    /// Name of the person who made it.
    Maker,
    /// When it was created.
    Created,
    /// Its last day; tokens without one sort as the latest.
    LastDay,
    /// When it was last used; tokens that never were sort as the earliest.
    LastUsed,
}

impl SortColumn for TokenColumn {
    const ALL: &'static [Self] = &[Self::Name, Self::Maker, Self::Created, Self::LastDay, Self::LastUsed];

    fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Maker => "maker",
            Self::Created => "created",
            Self::LastDay => "last-day",
            Self::LastUsed => "used",
        }
    }
}

impl Default for Sort<TokenColumn> {
    /// The newest first.
    fn default() -> Self {
        Self::descending(TokenColumn::Created)
    }
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dead {
    /// Its last day has passed.
    Expired,
    /// Its maker is no longer a member or has lost API Access.
    MakerMayNot,
}

/// A token's name is invalid; the sentence is for the person who typed it (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "A name must have 1 to {NAME_LIMIT} characters and no line breaks, and should say what the token is for."
)]
pub struct NameError;

/// Checks the name of a token and trims it.
pub fn checked_name(typed: &str) -> Result<String, NameError> {
    let name = typed.trim();
    let fits = (1..=NAME_LIMIT).contains(&name.chars().count()) && !name.contains(is_unseen);
    if fits { Ok(name.to_owned()) } else { Err(NameError) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(checked_name(" Nightly export ").as_deref(), Ok("Nightly export"));
        for wrong in ["", "  ", "a\nb", &"ü".repeat(101)] {
            assert_eq!(checked_name(wrong), Err(NameError), "{wrong:?}");
        }
    }
}
