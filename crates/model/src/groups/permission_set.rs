//! Permission sets: levels on groups that are given together, under a name.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::access::Entry;
use crate::{Level, UserId};

/// Number of a permission set.
pub type SetId = i64;

/// An organization has at most this many permission sets.
pub const SET_LIMIT: u64 = 200;
/// A permission set has at most this many entries.
pub const ENTRY_LIMIT: usize = 500;

/// A permission set in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionSet {
    /// Names it in requests.
    pub id: SetId,
    /// Unique in its organization.
    pub name: String,
    /// How often it was edited.
    pub version: i32,
    /// Its entries.
    pub entries: Vec<Entry>,
    /// The members who have it.
    pub people: Vec<UserId>,
}

/// A permission set as it should become.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetDraft {
    /// The name as typed.
    pub name: String,
    /// The entries, in any order.
    pub entries: Vec<Entry>,
}

/// Why the entries of a permission set are refused, in a sentence for the person who chose them (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntriesError {
    /// There are none.
    #[error("Add at least one entry: a group, an object and a level.")]
    None,
    /// There are more than [`ENTRY_LIMIT`].
    #[error("A permission set can have up to {ENTRY_LIMIT} entries.")]
    TooMany,
    /// One gives nothing.
    #[error("An entry gives View Only, Use or Full Access. Remove the entry to give nothing.")]
    Level,
    /// Two are on the same group and object.
    #[error("Two entries are on the same group and object. Keep the one with the higher level.")]
    Twice,
}

/// Checks the entries of a set, and sorts them.
pub fn checked_entries(entries: &[Entry]) -> Result<Vec<Entry>, EntriesError> {
    if entries.is_empty() {
        return Err(EntriesError::None);
    }
    if entries.len() > ENTRY_LIMIT {
        return Err(EntriesError::TooMany);
    }
    if entries.iter().any(|entry| entry.level == Level::None) {
        return Err(EntriesError::Level);
    }
    let on: BTreeSet<_> = entries.iter().map(|entry| (entry.group, entry.object)).collect();
    if on.len() < entries.len() {
        return Err(EntriesError::Twice);
    }
    let mut sorted = entries.to_vec();
    sorted.sort_unstable();
    Ok(sorted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::GroupObject;

    #[test]
    fn entries_give_something_once_each() {
        let entry = |group, object, level| Entry { group, object, level };
        let licenses = GroupObject::Licenses;
        let use_tokyo = entry(2, licenses, Level::Use);
        let see_all = entry(1, GroupObject::Computers, Level::ViewOnly);
        assert_eq!(checked_entries(&[use_tokyo, see_all]), Ok(vec![see_all, use_tokyo]));
        assert_eq!(checked_entries(&[]), Err(EntriesError::None));
        assert_eq!(checked_entries(&[entry(2, licenses, Level::None)]), Err(EntriesError::Level));
        let twice = [use_tokyo, entry(2, licenses, Level::FullAccess)];
        assert_eq!(checked_entries(&twice), Err(EntriesError::Twice));
        let many: Vec<Entry> = (0..501).map(|group| entry(group, licenses, Level::Use)).collect();
        assert_eq!(checked_entries(&many), Err(EntriesError::TooMany));
        assert!(checked_entries(&many[1..]).is_ok());
    }
}
