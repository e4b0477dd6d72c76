//! The account: Keygen's word for an installation. There is only one, and every path may contain its slug.

use std::str::FromStr;

/// An account's slug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account(String);

/// A string is not a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an account name has 1 to 64 lowercase letters, digits and hyphens, such as acme")]
pub struct AccountError;

impl Account {
    /// The demo's account.
    pub fn demo() -> Self {
        Self("demo".to_owned())
    }

    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Account {
    fn default() -> Self {
        Self("grantry".to_owned())
    }
}

impl FromStr for Account {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Self, AccountError> {
        let is_sign = |sign: u8| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'-';
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(is_sign);
        if fits { Ok(Self(text.to_owned())) } else { Err(AccountError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_short_and_plain() {
        assert_eq!("demo-1".parse::<Account>().unwrap().as_str(), "demo-1");
        for text in ["", "Demo", "a b", "a/b", &"a".repeat(65)] {
            assert_eq!(text.parse::<Account>(), Err(AccountError), "{text}");
        }
    }
}
