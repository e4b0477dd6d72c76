//! Levels and listed rows in random trees, compared with an oracle that was written without the code: it walks from parent to
//! parent.

use std::collections::{BTreeMap, BTreeSet};

use model::access::{Entry, GroupId, GroupObject, RoleObject};
use model::{Action, Level, LicenseId, OrganizationId, ProductKind, Target};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::listed;
use crate::Db;
use crate::db::scope;
use crate::sign_in::session;
use crate::testing::groups::{add_group, give_set, pool_of, root_group, set_home};
use crate::testing::{TestDb, World, actor, both_databases, level};

const GROUPS: usize = 200;
const DEEPEST: usize = 12;
const LICENSES: usize = 60;
const PEOPLE: usize = 25;

/// A tree as the oracle knows it: each group's parent.
struct Tree {
    parents: BTreeMap<GroupId, Option<GroupId>>,
}

impl Tree {
    async fn grow(db: &Db, organization: OrganizationId, dice: &mut StdRng) -> Self {
        let root = root_group(db, organization).await;
        let mut tree = Self { parents: BTreeMap::from([(root, None)]) };
        for number in 1..GROUPS {
            // Mostly below the newest groups, so that it becomes deep.
            let all: Vec<GroupId> = tree.parents.keys().copied().collect();
            let newest = &all[all.len().saturating_sub(12)..];
            let fitting: Vec<GroupId> =
                newest.iter().copied().filter(|group| tree.line(*group).len() <= DEEPEST).collect();
            let parent = fitting.choose(dice).copied().unwrap_or(root);
            let group = add_group(db, organization, parent, &format!("Group {number}")).await;
            tree.parents.insert(group, Some(parent));
        }
        tree
    }

    /// The group and all above it.
    fn line(&self, group: GroupId) -> Vec<GroupId> {
        let mut line = vec![group];
        while let Some(above) = self.parents[&line[line.len() - 1]] {
            line.push(above);
        }
        line
    }

    fn any(&self, dice: &mut StdRng) -> GroupId {
        *self.parents.keys().copied().collect::<Vec<_>>().choose(dice).unwrap()
    }
}

/// The level of a member on a group, by the words of the rule.
fn oracle(tree: &Tree, group: GroupId, role: Level, home: GroupId, entries: &[Entry]) -> [Level; 2] {
    let mut found = [Level::None; 2];
    for above in tree.line(group) {
        for (place, object) in GroupObject::ALL.into_iter().enumerate() {
            if above == home && role > found[place] {
                found[place] = role;
            }
            for entry in entries {
                if entry.group == above && entry.object == object && entry.level > found[place] {
                    found[place] = entry.level;
                }
            }
        }
    }
    found
}

#[both_databases]
async fn levels_and_lists_are_those_of_an_oracle(database: TestDb) {
    let db = &database.db;
    let mut dice = StdRng::seed_from_u64(21);
    let world = World::make(db).await;
    let own = world.customer;
    let tree = Tree::grow(db, own, &mut dice).await;
    assert!(tree.parents.keys().any(|group| tree.line(*group).len() > 6), "the tree is flat");
    let mut lies: BTreeMap<LicenseId, GroupId> = BTreeMap::new();
    for number in 0..LICENSES {
        let license = world.license(db, &format!("KEY-{number}"), &[own]).await;
        let group = tree.any(&mut dice);
        pool_of(db, own, group, &[license]).await;
        lies.insert(license, group);
        world.license(db, &format!("FOREIGN-{number}"), &[world.other_customer]).await;
    }
    for number in 0..PEOPLE {
        let role = *Level::ALL.choose(&mut dice).unwrap();
        let levels = level(RoleObject::LicenseManagement, role);
        let user = actor(db, &format!("person-{number}"), Some(own), levels).await.user;
        let home = tree.any(&mut dice);
        set_home(db, user, own, home).await;
        let mut entries: BTreeSet<Entry> = BTreeSet::new();
        for set in 0..dice.random_range(0..3) {
            let of_set: BTreeMap<(GroupId, GroupObject), Level> = (0..dice.random_range(0..4))
                .map(|_| {
                    let object = *GroupObject::ALL.choose(&mut dice).unwrap();
                    let level = *Level::ALL[1..].choose(&mut dice).unwrap();
                    ((tree.any(&mut dice), object), level)
                })
                .collect();
            let of_set: Vec<Entry> =
                of_set.into_iter().map(|((group, object), level)| Entry { group, object, level }).collect();
            give_set(db, user, own, &format!("Set {set} of {number}"), &of_set).await;
            entries.extend(of_set);
        }
        let entries: Vec<Entry> = entries.into_iter().collect();
        let person = session::actor(db, user, Some(own)).await.unwrap();
        let position = &person.membership.as_ref().unwrap().position;
        assert_eq!((position.home, &position.entries), (home, &entries));
        for group in tree.parents.keys() {
            let line = tree.line(*group);
            let levels = GroupObject::ALL.map(|object| position.level(object, role, &line));
            assert_eq!(levels, oracle(&tree, *group, role, home, &entries), "{number} {group}");
        }
        let at_least = |least: Level| -> Vec<LicenseId> {
            let is_open = |group: &GroupId| oracle(&tree, *group, role, home, &entries)[0] >= least;
            lies.iter().filter(|(_, group)| is_open(group)).map(|(license, _)| *license).collect()
        };
        let expected = at_least(Level::ViewOnly);
        match person.permit(Action::ListLicenses, Target::MyOrganization) {
            Ok(permit) => assert_eq!(listed(db, &permit).await, expected, "{number}"),
            Err(_) => assert!(expected.is_empty(), "{number}"),
        }
        let all: Vec<LicenseId> = lies.keys().copied().collect();
        let expected = at_least(Level::FullAccess);
        let reached = match person.permit(Action::EditNote, Target::MyOrganization) {
            Ok(permit) => {
                assert!(!permit.groups(ProductKind::OnPremises).is_empty());
                let mut reached = Vec::new();
                for license in &all {
                    if scope::reaches(db.connection(), &permit, *license).await.unwrap() {
                        reached.push(*license);
                    }
                }
                reached
            }
            Err(_) => Vec::new(),
        };
        assert_eq!(reached, expected, "{number}");
    }
}
