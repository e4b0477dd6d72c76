//! Permission sets are made, given and taken, and a preview tells what they give.

use model::access::{Entry, GroupId, GroupObject, RoleObject};
use model::groups::{EntriesError, Given, PermissionSet, SetDraft, SetId, Source};
use model::{Level, Levels, Permit, UserId};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use super::tree::{full, managing};
use crate::Db;
use crate::db::entity::event;
use crate::events::Kind;
use crate::groups::sets::{self, SetError};
use crate::groups::{self, GroupError};
use crate::people;
use crate::sign_in::session;
use crate::testing::groups::{add_group, pool_of, root_group, set_home};
use crate::testing::{NOW, NewLicense, TestDb, World, actor, add_license, both_databases, level};

/// The customer with a tree, and somebody who manages it.
struct Tree {
    world: World,
    root: GroupId,
    tokyo: GroupId,
    sydney: GroupId,
    permit: Permit,
}

impl Tree {
    async fn make(db: &Db) -> Self {
        let world = World::make(db).await;
        let root = root_group(db, world.customer).await;
        let tokyo = add_group(db, world.customer, root, "Tokyo").await;
        let sydney = add_group(db, world.customer, root, "Sydney").await;
        let permit = managing(&actor(db, "admin", Some(world.customer), full()).await);
        Self { world, root, tokyo, sydney, permit }
    }

    async fn save(&self, db: &Db, edited: Option<(SetId, i32)>, draft: &SetDraft) -> Result<SetId, SetError> {
        sets::save(db, &self.permit, edited, draft, NOW).await
    }

    async fn only(&self, db: &Db) -> PermissionSet {
        let mut all = sets::list(db, &self.permit).await.unwrap();
        assert_eq!(all.len(), 1);
        all.remove(0)
    }
}

fn entry(group: GroupId, level: Level) -> Entry {
    Entry { group, object: GroupObject::Licenses, level }
}

fn draft(name: &str, entries: &[Entry]) -> SetDraft {
    SetDraft { name: name.to_owned(), entries: entries.to_vec() }
}

async fn told(db: &Db) -> Vec<(String, String, String)> {
    let kinds = [
        Kind::PermissionSetAdded,
        Kind::PermissionSetEdited,
        Kind::PermissionSetRemoved,
        Kind::PermissionSetGiven,
        Kind::PermissionSetTaken,
    ];
    let of_kinds = event::Column::Kind.is_in(kinds.map(Kind::name));
    let rows = event::Entity::find().filter(of_kinds).order_by_asc(event::Column::Id).all(db.connection());
    rows.await.unwrap().into_iter().map(|row| (row.kind, row.old, row.new)).collect()
}

#[both_databases]
async fn a_set_is_added_edited_given_taken_and_removed(database: TestDb) {
    let db = &database.db;
    let tree = Tree::make(db).await;
    let customer = tree.world.customer;
    let makio = actor(db, "makio", Some(customer), Levels::default()).await.user;
    let entries = async |user: UserId| {
        session::actor(db, user, Some(customer)).await.unwrap().membership.unwrap().position.entries
    };
    let see = entry(tree.tokyo, Level::ViewOnly);
    let use_both = [entry(tree.tokyo, Level::Use), entry(tree.sydney, Level::Use)];
    let set = tree.save(db, None, &draft(" Helpers ", &[see])).await.unwrap();
    sets::give(db, &tree.permit, set, &[makio, makio], NOW).await.unwrap();
    // Whoever has it keeps it.
    sets::give(db, &tree.permit, set, &[makio], NOW).await.unwrap();
    assert_eq!(entries(makio).await, [see]);
    tree.save(db, Some((set, 0)), &draft("Users", &use_both)).await.unwrap();
    // Saving the same again changes nothing.
    tree.save(db, Some((set, 1)), &draft("Users", &use_both)).await.unwrap();
    assert_eq!(entries(makio).await, use_both);
    let listed = tree.only(db).await;
    let expected = PermissionSet {
        id: set,
        name: "Users".to_owned(),
        version: 1,
        entries: use_both.to_vec(),
        people: vec![makio],
    };
    assert_eq!(listed, expected);
    sets::take(db, &tree.permit, set, &[makio], NOW).await.unwrap();
    assert_eq!(entries(makio).await, []);
    let again = sets::take(db, &tree.permit, set, &[makio], NOW).await.unwrap_err();
    assert!(matches!(again, SetError::Refused(_)));
    sets::give(db, &tree.permit, set, &[makio], NOW).await.unwrap();
    sets::remove(db, &tree.permit, set, NOW).await.unwrap();
    assert_eq!((entries(makio).await, sets::list(db, &tree.permit).await.unwrap()), (vec![], vec![]));
    let event = |kind: Kind, old: &str, new: &str| (kind.name().to_owned(), old.to_owned(), new.to_owned());
    let (one, two) = (
        "Helpers (All / Tokyo: Licenses View Only)",
        "Users (All / Tokyo: Licenses Use, All / Sydney: Licenses Use)",
    );
    let given = event(Kind::PermissionSetGiven, "", "makio@example.org: Helpers");
    let given_again = event(Kind::PermissionSetGiven, "", "makio@example.org: Users");
    let expected = [
        event(Kind::PermissionSetAdded, "", one),
        given,
        event(Kind::PermissionSetEdited, one, two),
        event(Kind::PermissionSetTaken, "makio@example.org: Users", ""),
        given_again,
        event(Kind::PermissionSetRemoved, two, ""),
    ];
    assert_eq!(told(db).await, expected);
}

#[both_databases]
async fn what_no_set_allows_is_refused_with_its_reason(database: TestDb) {
    let db = &database.db;
    let tree = Tree::make(db).await;
    let elsewhere = tree.world.other_customer;
    let foreign = root_group(db, elsewhere).await;
    let stranger = actor(db, "stranger", Some(elsewhere), full()).await;
    let see = entry(tree.tokyo, Level::ViewOnly);
    let set = tree.save(db, None, &draft("Helpers", &[see])).await.unwrap();
    let save = async |edited, draft: SetDraft| tree.save(db, edited, &draft).await.unwrap_err();
    assert!(matches!(save(None, draft("helpers", &[see])).await, SetError::Exists(_)));
    assert!(matches!(save(None, draft(" ", &[see])).await, SetError::Name(_)));
    assert!(matches!(save(None, draft(&"x".repeat(101), &[see])).await, SetError::Long(_)));
    assert!(matches!(save(None, draft("None", &[])).await, SetError::Entries(EntriesError::None)));
    let of_foreign = [entry(foreign, Level::ViewOnly)];
    assert!(matches!(save(None, draft("Foreign", &of_foreign)).await, SetError::Refused(_)));
    assert!(matches!(save(Some((set, 4)), draft("Later", &[see])).await, SetError::Changed));
    assert!(matches!(save(Some((-1, 0)), draft("Nothing", &[see])).await, SetError::Refused(_)));
    let given = sets::give(db, &tree.permit, set, &[tree.permit.user(), stranger.user], NOW).await;
    assert!(matches!(given.unwrap_err(), SetError::Refused(_)));
    assert_eq!(tree.only(db).await.people, Vec::<UserId>::new(), "nobody got it");
    // Nobody reaches the sets of another organization.
    let theirs = managing(&stranger);
    assert_eq!(sets::list(db, &theirs).await.unwrap(), []);
    let edited = sets::save(db, &theirs, Some((set, 0)), &draft("Mine", &of_foreign), NOW).await;
    assert!(matches!(edited.unwrap_err(), SetError::Refused(_)));
    let removed = sets::remove(db, &theirs, set, NOW).await.unwrap_err();
    assert!(matches!(removed, SetError::Refused(_)));
    let taken = sets::take(db, &theirs, set, &[stranger.user], NOW).await.unwrap_err();
    assert!(matches!(taken, SetError::Refused(_)));
}

#[both_databases]
async fn a_preview_tells_what_a_member_sees_and_by_what(database: TestDb) {
    let db = &database.db;
    let tree = Tree::make(db).await;
    let customer = tree.world.customer;
    let mut licenses = Vec::new();
    for (key, product) in [("A", tree.world.scanner), ("B", tree.world.scanner), ("C", tree.world.cloud)] {
        let new = NewLicense { key, product, organizations: &[customer], user: None, deployed: 0 };
        licenses.push(add_license(db, &new).await);
    }
    let shibuya = add_group(db, customer, tree.tokyo, "Shibuya").await;
    pool_of(db, customer, shibuya, &licenses[..1]).await;
    pool_of(db, customer, tree.sydney, &licenses[1..]).await;
    let view = level(RoleObject::LicenseManagement, Level::ViewOnly);
    let role = people::add_role(db, customer, "Viewer", view).await.unwrap();
    let makio = actor(db, "makio", None, Levels::default()).await.user;
    people::join(db, makio, customer, role, NOW).await.unwrap();
    set_home(db, makio, customer, tree.tokyo).await;
    let computers = Entry { object: GroupObject::Computers, ..entry(shibuya, Level::Use) };
    let helpers = draft("Helpers", &[entry(tree.sydney, Level::Use), computers]);
    let set = tree.save(db, None, &helpers).await.unwrap();
    sets::give(db, &tree.permit, set, &[makio], NOW).await.unwrap();
    let preview = groups::preview(db, &tree.permit, makio).await.unwrap();
    assert_eq!((preview.role.as_str(), preview.home), ("Viewer", tree.tokyo));
    let by_role = || Given { level: Level::ViewOnly, by: vec![Source::Role("Viewer".to_owned())] };
    let by_set = || Given { level: Level::Use, by: vec![Source::Set("Helpers".to_owned())] };
    let told: Vec<_> = preview
        .places
        .iter()
        .map(|seen| {
            (seen.group, seen.licenses.clone(), seen.computers.clone(), seen.pools, seen.license_count)
        })
        .collect();
    let expected = [
        (shibuya, by_role(), by_set(), 1, 1),
        // The cloud service is hidden at Use.
        (tree.sydney, by_set(), Given::default(), 1, 1),
        (tree.tokyo, by_role(), by_role(), 1, 1),
    ];
    assert_eq!(told, expected);
    let admin = groups::preview(db, &tree.permit, tree.permit.user()).await.unwrap();
    assert_eq!(admin.places.len(), 1);
    assert_eq!((admin.places[0].group, admin.places[0].license_count), (tree.root, 3));
    let stranger = actor(db, "stranger", Some(tree.world.other_customer), full()).await.user;
    let refused = groups::preview(db, &tree.permit, stranger).await.unwrap_err();
    assert!(matches!(refused, GroupError::Refused(_)));
}
