//! License keys of a file, in any spelling.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::text::folded_key;

/// Values by license key. A key finds the value with exactly that key, or else the first one with another spelling of it.
pub(super) struct Keys<T> {
    folded: HashMap<String, T>,
    /// For keys that already existed in another spelling.
    others: HashMap<String, T>,
}

impl<T> Default for Keys<T> {
    fn default() -> Self {
        Self { folded: HashMap::new(), others: HashMap::new() }
    }
}

impl<T: Copy> Keys<T> {
    pub fn get(&self, key: &str) -> Option<T> {
        self.others.get(key).or_else(|| self.folded.get(&folded_key(key))).copied()
    }

    pub fn insert(&mut self, key: &str, value: T) {
        match self.folded.entry(folded_key(key)) {
            Entry::Vacant(entry) => {
                entry.insert(value);
            }
            Entry::Occupied(_) => {
                self.others.insert(key.to_owned(), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_finds_its_own_spelling_before_others() {
        let mut keys = Keys::default();
        for (key, value) in [("saw-7", 1), ("SAW7", 2), ("Saw 7", 3), ("axe", 4)] {
            keys.insert(key, value);
        }
        for (key, value) in [("saw-7", 1), ("SAW7", 2), ("Saw 7", 3), ("sAw-7", 1), ("AXE", 4)] {
            assert_eq!(keys.get(key), Some(value), "{key}");
        }
        assert_eq!(keys.get("saw"), None);
    }
}
