//! The type of columns that must not be printed.

use std::fmt;
use std::ops::Deref;

use model::Hidden;
use sea_orm::DeriveValueType;

/// A text column that is secret, or that reveals a secret: [`Hidden`] as the database stores it.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct HiddenText(String);

impl HiddenText {
    /// Takes the text out.
    pub fn into_inner(self) -> String {
        self.0
    }
}

impl fmt::Debug for HiddenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Deref for HiddenText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for HiddenText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<Hidden> for HiddenText {
    fn from(hidden: Hidden) -> Self {
        Self(hidden.into_inner())
    }
}

impl From<HiddenText> for Hidden {
    fn from(column: HiddenText) -> Self {
        column.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_not_printed() {
        assert_eq!(format!("{:?}", HiddenText::from("secret".to_owned())), "…");
    }
}
