//! License keys of a file, in whatever spelling.

use std::collections::HashMap;

use crate::text::folded_key;

/// Something by license keys. A key finds what has exactly that key, and otherwise what has it in another spelling.
pub(super) struct Keys<T> {
    exact: HashMap<String, T>,
    folded: HashMap<String, T>,
}

impl<T> Default for Keys<T> {
    fn default() -> Self {
        Self { exact: HashMap::new(), folded: HashMap::new() }
    }
}

impl<T: Copy> Keys<T> {
    pub fn get(&self, key: &str) -> Option<T> {
        self.exact.get(key).or_else(|| self.folded.get(&folded_key(key))).copied()
    }

    pub fn insert(&mut self, key: &str, value: T) {
        self.folded.entry(folded_key(key)).or_insert(value);
        self.exact.insert(key.to_owned(), value);
    }
}
