//! A license key as the table `licenses` holds it.

use std::fmt;

use model::Permit;
use model::license::masked;
use sea_orm::DeriveValueType;

/// A license key. Its text leaves the store through [`Key::shown_to`], which asks the permit, and in no other way: columns
/// that hold keys are read as this type, never as `String`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Key(String);

impl Key {
    /// The key as that person may read it: in full, or masked where the permit does not reveal keys (R8).
    pub(crate) fn shown_to(&self, permit: &Permit) -> String {
        if permit.may_read_keys() { self.0.clone() } else { self.masked() }
    }

    /// The key for a caller who proved that they hold it.
    pub(crate) fn shown_to_holder(&self) -> String {
        self.0.clone()
    }

    /// All but its last characters hidden, as lists show it to everybody.
    pub(crate) fn masked(&self) -> String {
        masked(&self.0)
    }

    /// The text to compare with a key that somebody brought along. Not for anything that leaves the store.
    pub(crate) fn to_compare(&self) -> &str {
        &self.0
    }

    /// The secret that encrypts a license's files; whoever has the key can open them.
    pub fn file_secret(&self) -> &str {
        &self.0
    }
}

/// Whether that is the key as it is stored. It comes before one that is spelled in another way.
pub(crate) fn is_exactly(stored: &Key, typed: &str) -> bool {
    stored.0 == typed
}

impl From<&str> for Key {
    fn from(key: &str) -> Self {
        Self(key.to_owned())
    }
}

impl From<String> for Key {
    fn from(key: String) -> Self {
        Self(key)
    }
}

impl fmt::Debug for Key {
    /// Keys stay out of logs and errors.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn a_key_is_not_printed() {
        assert_eq!(format!("{:?}", Key::from("SECRET")), "Key(…)");
    }

    /// Whether the text has `Key` as a word.
    fn names_key(text: &str) -> bool {
        text.split(|sign: char| !sign.is_alphanumeric() && sign != '_').any(|word| word == "Key")
    }

    /// Whether the column is asked for at that place, rather than compared or sorted by.
    fn is_selected(before: &str) -> bool {
        let before = before.trim_end_matches("license::");
        let columns = before.rfind(".columns([").is_some_and(|at| !before[at + 10..].contains(']'));
        columns || before.ends_with(".column(")
    }

    #[test]
    fn columns_with_keys_are_read_as_keys() {
        let column = "Column::LicenseKey";
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        let mut selected = 0;
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = fs::read_to_string(&path).unwrap();
                for (at, _) in text.match_indices(column).filter(|(at, _)| is_selected(&text[..*at])) {
                    selected += 1;
                    let begin = text[..at].rfind(';').unwrap_or(0);
                    let end = text[at..].find(';').map_or(text.len(), |end| at + end);
                    let statement = &text[begin..end];
                    // Where it goes into a struct, that names the type.
                    let read = if statement.contains("into_tuple") { statement } else { &text };
                    assert!(names_key(read), "{} reads keys as another type: {statement}", path.display());
                }
            }
        }
        assert!(selected >= 5, "only {selected} places are found: is the column asked for in another way?");
    }
}
