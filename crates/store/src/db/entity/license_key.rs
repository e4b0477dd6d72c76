//! A license key as stored in the table `licenses`.

use std::fmt;

use model::Permit;
use model::license::masked;
use sea_orm::DeriveValueType;

/// A license key. Its text leaves the store only through [`Key::shown_to`], which checks the permit: columns that hold keys are
/// read as this type, never as `String`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Key(String);

impl Key {
    /// The key as the permit's holder may read it: in full, or masked if the permit does not reveal keys (R8).
    pub(crate) fn shown_to(&self, permit: &Permit) -> String {
        if permit.may_read_keys() { self.0.clone() } else { self.masked() }
    }

    /// The key for a caller who proved that they hold it.
    pub(crate) fn shown_to_holder(&self) -> String {
        self.0.clone()
    }

    /// The key with all but its last characters hidden, as lists show it to everybody.
    pub(crate) fn masked(&self) -> String {
        masked(&self.0)
    }

    /// The text, to compare with a key that somebody presents. It must not leave the store.
    pub(crate) fn to_compare(&self) -> &str {
        &self.0
    }

    /// The secret that encrypts a license's files: with the key they can be opened.
    pub fn file_secret(&self) -> &str {
        &self.0
    }
}

/// Whether the typed key is exactly as stored. Such a key takes precedence over one with another spelling.
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

    /// Whether the query selects the column there, rather than comparing or sorting by it.
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
                    // If it is read into a struct, the struct names the type.
                    let read = if statement.contains("into_tuple") { statement } else { &text };
                    assert!(names_key(read), "{} reads keys as another type: {statement}", path.display());
                }
            }
        }
        assert!(selected >= 5, "only {selected} places are found: is the column asked for in another way?");
    }
}
