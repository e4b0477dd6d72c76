//! Names and keys that a file spells differently from the ones they are taken for.

use std::collections::BTreeSet;

use super::catalog::stored;

/// At most this many are listed.
const MOST: usize = 20;

/// Names or keys as written, each with the one it is taken for.
#[derive(Default)]
pub(super) struct Spellings {
    taken: BTreeSet<(String, String)>,
    are_more: bool,
}

impl Spellings {
    /// Notes a name that is taken for a known one. Differences in blanks and normal forms, which nobody sees, don't count.
    pub fn note(&mut self, written: &str, known: &str) {
        if written == known || stored(written) == known {
            return;
        }
        let pair = (written.to_owned(), known.to_owned());
        if self.taken.len() < MOST {
            self.taken.insert(pair);
        } else {
            self.are_more |= !self.taken.contains(&pair);
        }
    }

    /// All of them in a sentence; None if there are none.
    pub fn told(&self, what: &str) -> Option<String> {
        let taken = self.taken.iter().map(|(written, known)| format!("“{written}” as “{known}”"));
        let taken = taken.collect::<Vec<_>>().join(", ");
        let more = if self.are_more { " and others" } else { "" };
        (!taken.is_empty()).then(|| format!("{what} accepted in another spelling: {taken}{more}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spellings_are_told_once_and_not_without_end() {
        let mut spellings = Spellings::default();
        spellings.note("Acme  Ltd", "Acme Ltd");
        assert_eq!(spellings.told("Names"), None);
        for _ in 0..2 {
            spellings.note("ACME Ltd", "Acme Ltd");
        }
        let told = "Names accepted in another spelling: “ACME Ltd” as “Acme Ltd”.";
        assert_eq!(spellings.told("Names").as_deref(), Some(told));
        for number in 0..30 {
            spellings.note(&format!("DEPOT {number}"), &format!("Depot {number}"));
        }
        let told = spellings.told("Names").unwrap();
        assert!(told.ends_with(" and others.") && told.matches(" as ").count() == MOST, "{told}");
    }
}
