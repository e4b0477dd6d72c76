//! Access groups: where a member stands in the tree of their organization, and which of its groups they reach (R21).

use serde::{Deserialize, Serialize};

use super::level::Level;

/// Number of an access group.
pub type GroupId = i64;

/// What an entry of a permission set gives a level on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum GroupObject {
    /// The licenses in a group.
    Licenses,
    /// The computers in a group.
    Computers,
}

impl GroupObject {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 2] = [Self::Licenses, Self::Computers];

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Licenses => "Licenses",
            Self::Computers => "Computers",
        }
    }

    /// The word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Licenses => "licenses",
            Self::Computers => "computers",
        }
    }

    /// The object of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|object| object.name() == name)
    }
}

/// An entry of one of a member's permission sets: a level on a group and on all below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// The group.
    pub group: GroupId,
    /// What the level is on.
    pub object: GroupObject,
    /// The level.
    pub level: Level,
}

/// Where a member stands in the tree of access groups. By default at its root, with no permission set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The root, called All.
    pub root: GroupId,
    /// The home: from here down the member's role counts.
    pub home: GroupId,
    /// The entries of all their permission sets.
    pub entries: Vec<Entry>,
}

/// Groups, with all that are below them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Groups {
    /// The whole tree.
    All,
    /// These and all below them, in the order of their numbers. One can lie below another.
    Below(Vec<GroupId>),
}

impl Groups {
    /// Returns whether it is no group at all.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Below(groups) if groups.is_empty())
    }
}

impl Position {
    /// Returns whether the home is All.
    pub fn is_at_all(&self) -> bool {
        self.home == self.root
    }

    /// The home; None if it is All.
    pub fn branch(&self) -> Option<GroupId> {
        (!self.is_at_all()).then_some(self.home)
    }

    /// The groups on which an action is allowed: those from the home down if the role suffices (`by_role`), and those with an
    /// entry on `object` of at least `least`.
    pub fn groups(&self, object: GroupObject, by_role: bool, least: Level) -> Groups {
        let suffices = |entry: &&Entry| entry.object == object && entry.level >= least;
        let entries = self.entries.iter().filter(suffices).map(|entry| entry.group);
        let mut groups: Vec<GroupId> = by_role.then_some(self.home).into_iter().chain(entries).collect();
        if groups.contains(&self.root) {
            return Groups::All;
        }
        groups.sort_unstable();
        groups.dedup();
        Groups::Below(groups)
    }

    /// The member's level on a group: the highest of their role's and of their entries', as far as they count there. `line` is
    /// the group with all above it.
    pub fn level(&self, object: GroupObject, role: Level, line: &[GroupId]) -> Level {
        let of_role = if line.contains(&self.home) { role } else { Level::None };
        let counts = |entry: &&Entry| entry.object == object && line.contains(&entry.group);
        self.entries.iter().filter(counts).map(|entry| entry.level).fold(of_role, Level::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: GroupId = 1;
    const TOKYO: GroupId = 2;
    const SHIBUYA: GroupId = 3;
    const SYDNEY: GroupId = 4;

    fn entry(group: GroupId, level: Level) -> Entry {
        Entry { group, object: GroupObject::Licenses, level }
    }

    #[test]
    fn sets_add_up_and_count_below_their_groups() {
        let entries = vec![
            entry(SHIBUYA, Level::Use),
            entry(SYDNEY, Level::ViewOnly),
            entry(SYDNEY, Level::Use),
            Entry { object: GroupObject::Computers, ..entry(ROOT, Level::FullAccess) },
        ];
        let position = Position { root: ROOT, home: TOKYO, entries };
        let licenses = GroupObject::Licenses;
        for (by_role, least, expected) in [
            (true, Level::ViewOnly, vec![TOKYO, SHIBUYA, SYDNEY]),
            (false, Level::Use, vec![SHIBUYA, SYDNEY]),
            (true, Level::FullAccess, vec![TOKYO]),
            (false, Level::FullAccess, vec![]),
        ] {
            assert_eq!(position.groups(licenses, by_role, least), Groups::Below(expected));
        }
        assert_eq!(position.groups(GroupObject::Computers, false, Level::Use), Groups::All);
        for (role, line, expected) in [
            (Level::ViewOnly, &[SHIBUYA, TOKYO, ROOT][..], Level::Use),
            (Level::FullAccess, &[SHIBUYA, TOKYO, ROOT], Level::FullAccess),
            (Level::FullAccess, &[SYDNEY, ROOT], Level::Use),
            (Level::FullAccess, &[ROOT], Level::None),
        ] {
            assert_eq!(position.level(licenses, role, line), expected, "{line:?}");
        }
    }

    #[test]
    fn a_home_or_an_entry_at_the_root_reaches_everything() {
        let at_all = Position { root: ROOT, home: ROOT, entries: Vec::new() };
        assert!(at_all.is_at_all() && Position::default().is_at_all());
        assert_eq!(at_all.branch(), None);
        assert_eq!(at_all.groups(GroupObject::Licenses, true, Level::ViewOnly), Groups::All);
        assert!(at_all.groups(GroupObject::Licenses, false, Level::ViewOnly).is_empty());
        let by_entry = Position { root: ROOT, home: TOKYO, entries: vec![entry(ROOT, Level::Use)] };
        assert_eq!(by_entry.branch(), Some(TOKYO));
        assert_eq!(by_entry.groups(GroupObject::Licenses, false, Level::Use), Groups::All);
    }
}
