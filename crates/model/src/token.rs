//! API tokens and their names.

use crate::text::is_unseen;

/// Number of an API token in the database.
pub type TokenId = i64;

/// The longest name of a token, in characters.
const NAME_LIMIT: usize = 100;

/// A token's name is invalid; the sentence is for the person who typed it (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A name has 1 to {NAME_LIMIT} characters and no line breaks; say what the token is for.")]
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
