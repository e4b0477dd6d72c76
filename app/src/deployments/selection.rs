//! The selected deployments.

use std::collections::BTreeSet;

use model::query::{organizations_from_address, organizations_to_address};
use serde::{Deserialize, Serialize};

/// The numbers of deployments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection(BTreeSet<i64>);

impl Selection {
    /// Returns whether that one is selected.
    pub fn has(&self, deployment: i64) -> bool {
        self.0.contains(&deployment)
    }

    /// Selects or deselects one.
    pub fn set(&mut self, deployment: i64, selected: bool) {
        if selected {
            self.0.insert(deployment);
        } else {
            self.0.remove(&deployment);
        }
    }

    /// Returns how many are selected.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether none is selected.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the numbers, ascending.
    pub fn numbers(&self) -> Vec<i64> {
        self.0.iter().copied().collect()
    }

    /// Returns a short text such as `3-8,11`.
    pub fn to_text(&self) -> String {
        organizations_to_address(&self.numbers())
    }

    /// Parses the result of [`to_text`](Self::to_text); None if it is something else.
    pub fn from_text(text: &str) -> Option<Self> {
        Some(Self(organizations_from_address(text)?.into_iter().collect()))
    }
}

impl FromIterator<i64> for Selection {
    fn from_iter<I: IntoIterator<Item = i64>>(numbers: I) -> Self {
        Self(numbers.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_is_a_short_text_and_back() {
        let mut selection: Selection = [11, 3, 4, 5].into_iter().collect();
        selection.set(4, false);
        assert_eq!(selection.to_text(), "3,5,11");
        assert_eq!(Selection::from_text("3,5,11"), Some(selection));
        assert_eq!(Selection::from_text("all"), None);
        assert!(Selection::default().is_empty());
    }
}
