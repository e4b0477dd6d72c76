//! Access groups and permission sets, as they travel between server and browser.

mod permission_set;
mod preview;
mod tree;

use serde::{Deserialize, Serialize};

use crate::UserId;
use crate::access::GroupId;

pub use permission_set::{
    ENTRY_LIMIT, EntriesError, PermissionSet, SET_LIMIT, SetDraft, SetId, checked_entries,
};
pub use preview::{Given, Holding, Preview, Seen, Source};
pub use tree::{Node, Tree};

/// An organization has at most this many access groups, All included.
pub const GROUP_LIMIT: u64 = 5_000;
/// A group lies at most this many steps below All.
pub const DEPTH_LIMIT: i32 = 12;
/// The longest name of a group or a permission set, in characters. A path has up to thirteen of them.
pub const NAME_LIMIT: usize = 100;

/// A name of a group or a permission set is too long; the sentence is for the person who typed it (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A name must have 1 to {NAME_LIMIT} characters and no line breaks.")]
pub struct NameError;

/// Checks a name of an access group or a permission set, and trims it. The server checks more.
pub fn checked_group_name(typed: &str) -> Result<String, NameError> {
    let name = crate::person::checked_name(typed).map_err(|_| NameError)?;
    if name.chars().count() <= NAME_LIMIT { Ok(name) } else { Err(NameError) }
}

/// An access group in the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Names it in requests.
    pub id: GroupId,
    /// The group above it; None for those at which the reader's tree begins.
    pub parent: Option<GroupId>,
    /// The name; others beside it have different ones.
    pub name: String,
    /// How often it was renamed or moved.
    pub version: i32,
    /// The number of members whose home it is.
    pub members: u64,
    /// The number of license pools in it, without those in groups below it.
    pub pools: u64,
}

/// What keeps a group from being removed: it moves up, if at all, together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Groups directly below it.
    pub groups: u64,
    /// License pools in it.
    pub pools: u64,
    /// Members whose home it is.
    pub members: u64,
    /// Invitations that give it as a home.
    pub invitations: u64,
    /// Entries of permission sets on it.
    pub entries: u64,
}

impl Contents {
    /// Returns whether there is nothing.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// What there is, in words such as `2 pools and 1 member`; empty if there is nothing.
    pub fn told(self) -> String {
        let counted = [
            (self.groups, "group", "groups"),
            (self.pools, "pool", "pools"),
            (self.members, "member", "members"),
            (self.invitations, "invitation", "invitations"),
            (self.entries, "entry of permission sets", "entries of permission sets"),
        ];
        let there = counted.into_iter().filter(|(count, ..)| *count > 0);
        let parts: Vec<String> = there
            .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
            .collect();
        match parts.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
        }
    }

    /// Returns whether somebody could reach more than before when it moves up.
    pub fn widens(self) -> bool {
        self.members + self.invitations + self.entries > 0
    }
}

/// A member of the organization, with their home group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Names them in requests.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The name of their role.
    pub role: String,
    /// Their home group.
    pub home: GroupId,
    /// Whether their home stays All.
    pub is_super_admin: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_short_line() {
        assert_eq!(checked_group_name("  Tokyo "), Ok("Tokyo".to_owned()));
        assert_eq!(checked_group_name(&"x".repeat(NAME_LIMIT)), Ok("x".repeat(NAME_LIMIT)));
        for wrong in ["", "  ", "a\nb", &"x".repeat(NAME_LIMIT + 1)] {
            assert_eq!(checked_group_name(wrong), Err(NameError), "{wrong:?}");
        }
    }

    #[test]
    fn contents_are_told_in_a_sentence() {
        let none = Contents::default();
        assert!(none.is_empty() && none.told().is_empty() && !none.widens());
        let some = Contents { groups: 1, pools: 2, ..none };
        assert_eq!((some.told().as_str(), some.widens()), ("1 group and 2 pools", false));
        let all = Contents { groups: 2, pools: 1, members: 3, invitations: 1, entries: 4 };
        let told = "2 groups, 1 pool, 3 members, 1 invitation and 4 entries of permission sets";
        assert_eq!((all.told().as_str(), all.widens()), (told, true));
    }
}
