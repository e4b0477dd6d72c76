//! The tree is changed by those who manage it, and its closure follows.

use std::collections::{BTreeMap, BTreeSet};

use model::access::{Entry, GroupId, GroupObject, RoleObject};
use model::groups::{Contents, Group, Member};
use model::{Action, Actor, Level, OrganizationId, Permit, Target};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::Db;
use crate::db::entity::{access_group, access_group_path, event, permission_set_entry, pool};
use crate::events::Kind;
use crate::groups::{self, GroupError};
use crate::testing::groups::{add_group, give_set, pool_of, root_group, set_home};
use crate::testing::{NOW, TestDb, World, actor, both_databases, level};

pub(super) fn full() -> model::Levels {
    level(RoleObject::LicenseManagement, Level::FullAccess)
}

pub(super) fn managing(person: &Actor) -> Permit {
    person.permit(Action::ManageGroups, Target::MyOrganization).unwrap()
}

/// The customer of the world, with somebody who manages its groups.
struct Managed {
    world: World,
    root: GroupId,
    permit: Permit,
}

impl Managed {
    async fn make(db: &Db) -> Self {
        let world = World::make(db).await;
        let root = root_group(db, world.customer).await;
        let admin = actor(db, "admin", Some(world.customer), full()).await;
        Self { root, permit: managing(&admin), world }
    }

    async fn add(&self, db: &Db, parent: GroupId, name: &str) -> GroupId {
        groups::create(db, &self.permit, parent, name, NOW).await.unwrap()
    }
}

/// Asserts that the closure is what the parents say.
pub(super) async fn check_closure(db: &Db, organization: OrganizationId) {
    let rows = access_group::Entity::find()
        .filter(access_group::Column::OrganizationId.eq(organization))
        .all(db.connection())
        .await
        .unwrap();
    let parents: BTreeMap<GroupId, Option<GroupId>> =
        rows.iter().map(|row| (row.id, row.parent_id)).collect();
    let mut expected = BTreeSet::new();
    for id in parents.keys() {
        let (mut above, mut depth) = (Some(*id), 0);
        while let Some(ancestor) = above {
            assert!(depth <= 20, "a cycle at {id}");
            expected.insert((ancestor, *id, depth));
            (above, depth) = (parents[&ancestor], depth + 1);
        }
    }
    let paths = access_group_path::Entity::find()
        .filter(access_group_path::Column::DescendantId.is_in(parents.keys().copied()))
        .all(db.connection())
        .await
        .unwrap();
    let paths: BTreeSet<_> =
        paths.into_iter().map(|row| (row.ancestor_id, row.descendant_id, row.depth)).collect();
    assert_eq!(paths, expected);
}

async fn told(db: &Db, kinds: &[Kind]) -> Vec<(String, String, String)> {
    let of_kinds = event::Column::Kind.is_in(kinds.iter().map(|kind| kind.name()));
    let rows = event::Entity::find().filter(of_kinds).order_by_asc(event::Column::Id).all(db.connection());
    rows.await.unwrap().into_iter().map(|row| (row.kind, row.old, row.new)).collect()
}

fn event(kind: Kind, old: &str, new: &str) -> (String, String, String) {
    (kind.name().to_owned(), old.to_owned(), new.to_owned())
}

async fn group(db: &Db, id: GroupId) -> access_group::Model {
    access_group::Entity::find_by_id(id).one(db.connection()).await.unwrap().unwrap()
}

#[both_databases]
async fn groups_are_added_renamed_and_moved(database: TestDb) {
    let db = &database.db;
    let there = Managed::make(db).await;
    let (permit, root, customer) = (&there.permit, there.root, there.world.customer);
    let japan = there.add(db, root, "  Japan ").await;
    let tokyo = there.add(db, japan, "Tokyo").await;
    let shibuya = there.add(db, tokyo, "Shibuya").await;
    let asia = there.add(db, root, "Asia").await;
    check_closure(db, customer).await;
    groups::rename(db, permit, japan, 0, "Nippon", NOW).await.unwrap();
    // Saving the same name again changes nothing.
    groups::rename(db, permit, japan, 1, "Nippon", NOW).await.unwrap();
    groups::move_group(db, permit, japan, 1, asia, NOW).await.unwrap();
    check_closure(db, customer).await;
    assert_eq!(
        groups::path(db.connection(), shibuya).await.unwrap(),
        "All / Asia / Nippon / Tokyo / Shibuya"
    );
    groups::move_group(db, permit, tokyo, 0, root, NOW).await.unwrap();
    check_closure(db, customer).await;
    let kinds = [Kind::GroupAdded, Kind::GroupRenamed, Kind::GroupMoved];
    let expected = [
        event(Kind::GroupAdded, "", "All / Japan"),
        event(Kind::GroupAdded, "", "All / Japan / Tokyo"),
        event(Kind::GroupAdded, "", "All / Japan / Tokyo / Shibuya"),
        event(Kind::GroupAdded, "", "All / Asia"),
        event(Kind::GroupRenamed, "Japan", "Nippon"),
        event(Kind::GroupMoved, "All / Nippon", "All / Asia / Nippon"),
        event(Kind::GroupMoved, "All / Asia / Nippon / Tokyo", "All / Tokyo"),
    ];
    assert_eq!(told(db, &kinds).await, expected);
}

#[both_databases]
async fn what_no_tree_allows_is_refused_with_its_reason(database: TestDb) {
    let db = &database.db;
    let there = Managed::make(db).await;
    let (permit, root) = (&there.permit, there.root);
    let japan = there.add(db, root, "Japan").await;
    let tokyo = there.add(db, japan, "Tokyo").await;
    let other = there.add(db, root, "Other").await;
    there.add(db, other, "tokyo").await;
    let elsewhere = root_group(db, there.world.other_customer).await;
    let foreign = add_group(db, there.world.other_customer, elsewhere, "Foreign").await;
    let create = async |parent, name: &str| groups::create(db, permit, parent, name, NOW).await.unwrap_err();
    assert!(matches!(create(root, "JAPAN").await, GroupError::Exists(name) if name == "JAPAN"));
    assert!(matches!(create(root, " ").await, GroupError::Name(_)));
    assert!(matches!(create(root, &"x".repeat(101)).await, GroupError::Long(_)));
    assert!(matches!(create(foreign, "Mine").await, GroupError::Refused(_)));
    assert!(matches!(create(-1, "Mine").await, GroupError::Refused(_)));
    let rename = async |id, version| groups::rename(db, permit, id, version, "Asia", NOW).await.unwrap_err();
    assert!(matches!(rename(root, 0).await, GroupError::Root));
    assert!(matches!(rename(japan, 1).await, GroupError::Changed));
    assert!(matches!(rename(foreign, 0).await, GroupError::Refused(_)));
    let taken = groups::rename(db, permit, japan, 0, "other", NOW).await.unwrap_err();
    assert!(matches!(taken, GroupError::Exists(_)));
    let shift =
        async |id, version, to| groups::move_group(db, permit, id, version, to, NOW).await.unwrap_err();
    assert!(matches!(shift(root, 0, japan).await, GroupError::Root));
    assert!(matches!(shift(japan, 0, japan).await, GroupError::Below));
    assert!(matches!(shift(japan, 0, tokyo).await, GroupError::Below));
    assert!(matches!(shift(japan, 4, other).await, GroupError::Changed));
    assert!(matches!(shift(japan, 0, foreign).await, GroupError::Refused(_)));
    assert!(matches!(shift(foreign, 0, japan).await, GroupError::Refused(_)));
    assert!(matches!(shift(tokyo, 0, other).await, GroupError::Exists(name) if name == "Tokyo"));
    let remove = async |id| groups::remove(db, permit, id, 0, Contents::default(), NOW).await.unwrap_err();
    assert!(matches!(remove(root).await, GroupError::Root));
    assert!(matches!(remove(foreign).await, GroupError::Refused(_)));
    assert!(matches!(groups::contents(db, permit, foreign).await.unwrap_err(), GroupError::Refused(_)));
    check_closure(db, there.world.customer).await;
    check_closure(db, there.world.other_customer).await;
}

#[both_databases]
async fn a_tree_grows_no_deeper_than_its_limit(database: TestDb) {
    let db = &database.db;
    let there = Managed::make(db).await;
    let mut last = there.root;
    for step in 1..=12 {
        last = there.add(db, last, &format!("Step {step}")).await;
    }
    let deeper = groups::create(db, &there.permit, last, "Step 13", NOW).await.unwrap_err();
    assert!(matches!(deeper, GroupError::TooDeep));
    let two = there.add(db, there.root, "Two").await;
    there.add(db, two, "Below").await;
    let above = group(db, last).await.parent_id.unwrap();
    let moved = groups::move_group(db, &there.permit, two, 0, above, NOW).await.unwrap_err();
    assert!(matches!(moved, GroupError::TooDeep));
    let further_up = group(db, above).await.parent_id.unwrap();
    groups::move_group(db, &there.permit, two, 0, further_up, NOW).await.unwrap();
    check_closure(db, there.world.customer).await;
}

#[both_databases]
async fn a_group_is_removed_when_all_that_moves_up_was_told(database: TestDb) {
    let db = &database.db;
    let there = Managed::make(db).await;
    let (permit, customer) = (&there.permit, there.world.customer);
    let japan = there.add(db, there.root, "Japan").await;
    let tokyo = there.add(db, japan, "Tokyo").await;
    // It gets the name of the group that it replaces.
    let inner = there.add(db, tokyo, "Tokyo").await;
    let license = there.world.license(db, "KEY", &[customer]).await;
    let held = pool_of(db, customer, tokyo, &[license]).await;
    let makio = actor(db, "makio", Some(customer), full()).await.user;
    set_home(db, makio, customer, tokyo).await;
    let entry = |group, object, level| Entry { group, object, level };
    let (licenses, computers) = (GroupObject::Licenses, GroupObject::Computers);
    let entries = [
        entry(tokyo, licenses, Level::ViewOnly),
        entry(tokyo, computers, Level::FullAccess),
        entry(japan, licenses, Level::Use),
        entry(japan, computers, Level::Use),
    ];
    give_set(db, makio, customer, "Set", &entries).await;
    let contents = groups::contents(db, permit, tokyo).await.unwrap();
    let expected = Contents { groups: 1, pools: 1, members: 1, invitations: 0, entries: 2 };
    assert_eq!(contents, expected);
    for told in [Contents::default(), Contents { pools: 0, ..contents }] {
        let refused = groups::remove(db, permit, tokyo, 0, told, NOW).await.unwrap_err();
        assert!(matches!(refused, GroupError::Holds(there) if there == contents), "{refused}");
    }
    groups::remove(db, permit, tokyo, 0, contents, NOW).await.unwrap();
    check_closure(db, customer).await;
    assert_eq!(groups::path(db.connection(), inner).await.unwrap(), "All / Japan / Tokyo");
    let pool = pool::Entity::find_by_id(held).one(db.connection()).await.unwrap().unwrap();
    assert_eq!(pool.group_id, japan);
    let rows = permission_set_entry::Entity::find().all(db.connection()).await.unwrap();
    let mut rows: Vec<_> = rows.into_iter().map(|row| (row.group_id, row.object, row.level)).collect();
    rows.sort();
    // The higher level stays.
    assert_eq!(
        rows,
        [
            (japan, "computers".to_owned(), "full-access".to_owned()),
            (japan, "licenses".to_owned(), "use".to_owned())
        ]
    );
    let (before, after) = ("All / Japan / Tokyo", "All / Japan");
    let kinds =
        [Kind::GroupMoved, Kind::PoolMoved, Kind::HomeChanged, Kind::PermissionSetEdited, Kind::GroupRemoved];
    let expected = [
        event(Kind::GroupMoved, "All / Japan / Tokyo / Tokyo", "All / Japan / Tokyo"),
        event(Kind::PoolMoved, before, after),
        event(Kind::HomeChanged, "makio@example.org: All / Japan / Tokyo", "makio@example.org: All / Japan"),
        event(Kind::PermissionSetEdited, "Set: All / Japan / Tokyo", "Set: All / Japan"),
        event(Kind::GroupRemoved, before, ""),
    ];
    assert_eq!(told(db, &kinds).await, expected);
    // An empty one goes at once.
    groups::remove(db, permit, inner, 1, Contents::default(), NOW).await.unwrap();
    check_closure(db, customer).await;
}

#[both_databases]
async fn the_tree_begins_at_the_reader_s_own_groups(database: TestDb) {
    let db = &database.db;
    let there = Managed::make(db).await;
    let customer = there.world.customer;
    let japan = there.add(db, there.root, "Japan").await;
    let tokyo = there.add(db, japan, "Tokyo").await;
    let sydney = there.add(db, there.root, "Sydney").await;
    let names = |listed: &[Group]| listed.iter().map(|group| group.name.clone()).collect::<Vec<_>>();
    let all = groups::list(db, &there.permit).await.unwrap();
    assert_eq!(names(&all), ["All", "Japan", "Sydney", "Tokyo"]);
    assert_eq!(all.iter().find(|group| group.id == tokyo).unwrap().parent, Some(japan));
    assert_eq!(all.iter().find(|group| group.id == there.root).unwrap().members, 1);
    // Somebody who manages people of a branch.
    let manager =
        actor(db, "manager", Some(customer), level(RoleObject::UserManagement, Level::FullAccess)).await;
    set_home(db, manager.user, customer, japan).await;
    let again = async |user| crate::sign_in::session::actor(db, user, Some(customer)).await.unwrap();
    let of_branch = again(manager.user).await.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
    let branch = groups::list(db, &of_branch).await.unwrap();
    assert_eq!(names(&branch), ["Japan", "Tokyo"]);
    assert_eq!((branch[0].parent, branch[0].members, branch[0].pools), (None, 1, 0));
    // Somebody who sees licenses by a set alone.
    let viewer = actor(db, "viewer", Some(customer), model::Levels::default()).await;
    let entry = |group| Entry { group, object: GroupObject::Licenses, level: Level::ViewOnly };
    give_set(db, viewer.user, customer, "Two", &[entry(tokyo), entry(sydney)]).await;
    let by_set = again(viewer.user).await.permit(Action::SeePools, Target::MyOrganization).unwrap();
    let seen = groups::list(db, &by_set).await.unwrap();
    assert_eq!(names(&seen), ["Sydney", "Tokyo"]);
    assert!(seen.iter().all(|group| group.parent.is_none() && group.members == 0));
}

#[both_databases]
async fn members_are_listed_with_their_homes(database: TestDb) {
    let db = &database.db;
    let there = Managed::make(db).await;
    let customer = there.world.customer;
    let tokyo = there.add(db, there.root, "Tokyo").await;
    let owner =
        crate::testing::predefined(db, "owner", customer, crate::people::PredefinedRole::SuperAdmin).await;
    let makio = actor(db, "makio", Some(customer), full()).await.user;
    actor(db, "stranger", Some(there.world.other_customer), full()).await;
    set_home(db, makio, customer, tokyo).await;
    let members = groups::members(db, &there.permit).await.unwrap();
    let told = |member: &Member| (member.user, member.home, member.is_super_admin);
    let expected =
        [(there.permit.user(), there.root, false), (makio, tokyo, false), (owner.user, there.root, true)];
    assert_eq!(members.iter().map(told).collect::<Vec<_>>(), expected);
}

#[both_databases]
async fn who_lost_the_level_or_the_home_in_the_meantime_changes_nothing(database: TestDb) {
    let db = &database.db;
    let there = Managed::make(db).await;
    let tokyo = there.add(db, there.root, "Tokyo").await;
    set_home(db, there.permit.user(), there.world.customer, tokyo).await;
    let refused = groups::create(db, &there.permit, tokyo, "Shibuya", NOW).await.unwrap_err();
    assert!(matches!(refused, GroupError::Refused(_)));
}

/// Two people move A below B and B below A at once: one of them gets the reason, and no cycle arises.
#[both_databases(flavor = "multi_thread", worker_threads = 4)]
async fn two_moves_at_once_make_no_cycle(database: TestDb) {
    let db = &database.db;
    let there = Managed::make(db).await;
    let other = database.again().await;
    for round in 0..10 {
        let a = there.add(db, there.root, &format!("A {round}")).await;
        let b = there.add(db, there.root, &format!("B {round}")).await;
        let (first, second) = tokio::join!(
            groups::move_group(db, &there.permit, a, 0, b, NOW),
            groups::move_group(&other, &there.permit, b, 0, a, NOW),
        );
        let refused = [first, second].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert!(matches!(&refused[..], [GroupError::Below]), "{refused:?}");
        check_closure(db, there.world.customer).await;
    }
}
