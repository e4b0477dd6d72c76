//! People: their names and passwords, and how they relate to an organization.

use serde::{Deserialize, Serialize};

use crate::text::is_unseen;

/// The longest name of a person, a role or an organization, in characters.
pub const NAME_LIMIT: usize = 200;
/// The shortest password, in characters.
pub const PASSWORD_LEAST: usize = 12;
/// The longest password, in bytes.
pub const PASSWORD_LIMIT: usize = 1_024;

/// A name is invalid; the sentence is for the person who typed it (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A name must have 1 to {NAME_LIMIT} characters and no line breaks.")]
pub struct NameError;

/// Checks a name of a person, a role or an organization, and trims it.
pub fn checked_name(typed: &str) -> Result<String, NameError> {
    let name = typed.trim();
    let fits = (1..=NAME_LIMIT).contains(&name.chars().count()) && !name.contains(is_unseen);
    if fits { Ok(name.to_owned()) } else { Err(NameError) }
}

/// Why a new password is refused, in a sentence for the person who typed it (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`PASSWORD_LEAST`] characters.
    #[error("A password must have at least {PASSWORD_LEAST} characters; this one has {0}.")]
    Short(usize),
    /// More than [`PASSWORD_LIMIT`] bytes.
    #[error("A password can be up to {PASSWORD_LIMIT} bytes long.")]
    Long,
    /// One of the passwords that attackers try first.
    #[error("Many people use this password, so attackers try it first. Choose another one.")]
    Common,
    /// Made of what everybody knows about the person.
    #[error("A password can't be just your name, address or organization: attackers try those first.")]
    Guessable,
}

/// Checks the length of a new password, as typed. The server checks more (`store::password::check_new`).
pub fn check_password(typed: &str) -> Result<(), PasswordError> {
    let length = typed.chars().count();
    if length < PASSWORD_LEAST {
        Err(PasswordError::Short(length))
    } else if typed.len() > PASSWORD_LIMIT {
        Err(PasswordError::Long)
    } else {
        Ok(())
    }
}

/// Whether a person is in an organization yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum UserStatus {
    /// A member.
    Active,
    /// Invited, and has not accepted yet.
    Pending,
}

impl UserStatus {
    /// All statuses.
    pub const ALL: [Self; 2] = [Self::Active, Self::Pending];

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Pending => "Pending",
        }
    }

    /// The word in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
        }
    }

    /// The status of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(checked_name(" Ada ").as_deref(), Ok("Ada"));
        assert!(checked_name(&"ü".repeat(NAME_LIMIT)).is_ok());
        for wrong in ["", "  ", "a\nb", &"ü".repeat(NAME_LIMIT + 1)] {
            assert_eq!(checked_name(wrong), Err(NameError), "{wrong:?}");
        }
    }

    #[test]
    fn a_password_is_long_enough_and_not_longer_than_is_looked_at() {
        assert_eq!(check_password(&"ü".repeat(11)), Err(PasswordError::Short(11)));
        assert_eq!(check_password(&"ü".repeat(12)), Ok(()));
        assert_eq!(check_password(&"x".repeat(PASSWORD_LIMIT)), Ok(()));
        assert_eq!(check_password(&"ü".repeat(PASSWORD_LIMIT / 2 + 1)), Err(PasswordError::Long));
    }
}
