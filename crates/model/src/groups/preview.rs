//! What a member sees by their home and their permission sets.

use serde::{Deserialize, Serialize};

use crate::Level;
use crate::access::{Entry, GroupId, GroupObject, Position};

/// What gives a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// The role, by name, from the home down.
    Role(String),
    /// A permission set, by name.
    Set(String),
}

/// A level, and what gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The level.
    pub level: Level,
    /// All that give this level; empty for none.
    pub by: Vec<Source>,
}

/// What a member reaches from a group down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The group.
    pub group: GroupId,
    /// The level on licenses there and below.
    pub licenses: Given,
    /// The level on computers.
    pub computers: Given,
    /// The number of license pools there and below that they see.
    pub pools: u64,
    /// The number of licenses in these.
    pub license_count: u64,
}

/// What a member sees in the organization's tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The member's name.
    pub name: String,
    /// The name of their role.
    pub role: String,
    /// Their home group.
    pub home: GroupId,
    /// Each group at which their level becomes higher than above it.
    pub places: Vec<Seen>,
}

/// A member's role and sets, to find out what they give.
#[derive(Clone, Debug)]
pub struct Holding<'a> {
    /// The name of the role, and its level on licenses.
    pub role: (&'a str, Level),
    /// The home, and the entries of all sets.
    pub position: &'a Position,
    /// Each set by name, with its entries.
    pub sets: &'a [(String, Vec<Entry>)],
}

impl Holding<'_> {
    /// The level on a group, and all that give it. `line` is the group with all above it.
    pub fn given(&self, object: GroupObject, line: &[GroupId]) -> Given {
        let (role, of_role) = self.role;
        let level = self.position.level(object, of_role, line);
        if level == Level::None {
            return Given::default();
        }
        let by_role = of_role == level && line.contains(&self.position.home);
        let gives =
            |entry: &Entry| entry.object == object && entry.level == level && line.contains(&entry.group);
        let sets = self.sets.iter().filter(|(_, entries)| entries.iter().any(gives));
        let by = by_role.then(|| Source::Role(role.to_owned())).into_iter();
        Given { level, by: by.chain(sets.map(|(name, _)| Source::Set(name.clone()))).collect() }
    }

    /// Returns whether the levels on a group are higher than those above it, so that a preview tells of it. `line` is the group
    /// with all above it, from below.
    pub fn rises_at(&self, line: &[GroupId]) -> bool {
        let above = line.get(1..).unwrap_or_default();
        let level = |object, line: &[GroupId]| self.position.level(object, self.role.1, line);
        GroupObject::ALL.into_iter().any(|object| level(object, line) > level(object, above))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: GroupId = 1;
    const TOKYO: GroupId = 2;
    const SHIBUYA: GroupId = 3;
    const SYDNEY: GroupId = 4;

    #[test]
    fn a_preview_says_what_gives_the_level() {
        let entry = |group, object, level| Entry { group, object, level };
        let (licenses, computers) = (GroupObject::Licenses, GroupObject::Computers);
        let sets = [
            ("Helpers".to_owned(), vec![entry(TOKYO, licenses, Level::ViewOnly)]),
            (
                "Sydney".to_owned(),
                vec![entry(SYDNEY, licenses, Level::Use), entry(SHIBUYA, computers, Level::Use)],
            ),
        ];
        let entries = sets.iter().flat_map(|(_, entries)| entries.clone()).collect();
        let position = Position { root: ROOT, home: TOKYO, entries };
        let holding = Holding { role: ("User", Level::ViewOnly), position: &position, sets: &sets };
        let (role, set) = (|| Source::Role("User".into()), |name: &str| Source::Set(name.into()));
        for (object, line, level, by) in [
            (licenses, &[TOKYO, ROOT][..], Level::ViewOnly, vec![role(), set("Helpers")]),
            (computers, &[TOKYO, ROOT], Level::ViewOnly, vec![role()]),
            (computers, &[SHIBUYA, TOKYO, ROOT], Level::Use, vec![set("Sydney")]),
            (licenses, &[SYDNEY, ROOT], Level::Use, vec![set("Sydney")]),
            (computers, &[SYDNEY, ROOT], Level::None, vec![]),
        ] {
            assert_eq!(holding.given(object, line), Given { level, by }, "{object:?} {line:?}");
        }
        assert!(holding.rises_at(&[TOKYO, ROOT]) && holding.rises_at(&[SHIBUYA, TOKYO, ROOT]));
        assert!(holding.rises_at(&[SYDNEY, ROOT]) && !holding.rises_at(&[ROOT]));
        let none = Holding { role: ("None", Level::None), ..holding };
        assert!(none.rises_at(&[TOKYO, ROOT]), "by the set");
    }
}
