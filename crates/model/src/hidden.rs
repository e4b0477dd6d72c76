//! Values that no log, error or debug print may show.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A password, a key, a code or a link: anything that opens something. Its `Debug` prints `…` and it has no `Display`, so a
/// struct that holds one can be printed. When serialized it is the plain value.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden<T = String>(T);

impl<T> Hidden<T> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value itself.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl<T> Deref for Hidden<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Hidden<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Hidden {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<T: FromStr> FromStr for Hidden<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_not_printed_and_travels_as_it_is() {
        #[derive(Debug)]
        #[expect(dead_code, reason = "printed alone")]
        struct Account {
            name: &'static str,
            password: Hidden,
            codes: Option<Hidden<Vec<String>>>,
        }
        let hidden: Hidden = "correct horse".into();
        let codes = Some(Hidden::new(vec!["battery".to_owned()]));
        let account = Account { name: "Ada", password: hidden.clone(), codes };
        assert_eq!(format!("{account:?}"), "Account { name: \"Ada\", password: …, codes: Some(…) }");
        assert_eq!(hidden.len(), 13);
        let plain = postcard::to_allocvec("correct horse").unwrap();
        assert_eq!(postcard::to_allocvec(&hidden).unwrap(), plain);
        assert_eq!(postcard::from_bytes::<Hidden>(&plain).unwrap().into_inner(), "correct horse");
    }
}
