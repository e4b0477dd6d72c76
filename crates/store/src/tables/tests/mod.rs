mod limits;

use model::table::{
    Arranged, Arrangement, Density, FORMER_MEMBER, Kept, Preset, PresetPage, SidePanel, Table,
};
use model::{Action, Actor, Level, Levels, OrganizationId, OrganizationKind, RoleObject, Target};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::*;
use crate::Db;
use crate::db::entity::{event, filter_preset, organization, table_arrangement, user};
use crate::people::{self, PredefinedRole, add_organization, profile};
use crate::sign_in::session;
use crate::testing::{NOW, TestDb, World, actor, both_databases, level, predefined, remove_member};

const LICENSES: PresetPage = PresetPage::Licenses;

fn arrangement(density: Density) -> Arrangement {
    let column = |id: &str, shown, width| Arranged { id: id.to_owned(), shown, width };
    let columns = vec![column("note", true, Some(200)), column("key", false, None)];
    Arrangement { columns, density, panel: SidePanel { width: Some(400), open: true } }
}

async fn reader(db: &Db, name: &str, organization: OrganizationId) -> Actor {
    actor(db, name, Some(organization), level(RoleObject::LicenseManagement, Level::ViewOnly)).await
}

fn preset(name: &str, shared: bool) -> NewPreset<'_> {
    NewPreset { page: LICENSES, name, query: "status=expiring", shared, replace: None }
}

async fn seen(db: &Db, actor: &Actor, page: PresetPage) -> Kept {
    kept(db, actor, page).await.unwrap()
}

/// The presets that a person sees, each with its maker.
async fn names(db: &Db, actor: &Actor) -> Vec<(String, String)> {
    seen(db, actor, LICENSES).await.presets.into_iter().map(|preset| (preset.name, preset.by)).collect()
}

fn named<const N: usize>(expected: [(&str, &str); N]) -> Vec<(String, String)> {
    expected.map(|(name, by)| (name.to_owned(), by.to_owned())).into()
}

/// The events about presets, oldest first: kind, old and new value.
async fn told(db: &Db) -> Vec<(String, String, String)> {
    let of_presets = event::Column::Object.eq("filter-preset");
    let rows = event::Entity::find().filter(of_presets).order_by_asc(event::Column::Id).all(db.connection());
    rows.await.unwrap().into_iter().map(|row| (row.kind, row.old, row.new)).collect()
}

#[both_databases]
async fn an_arrangement_is_one_person_s_in_one_organization(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = reader(db, "ada", world.customer).await;
    let eve = reader(db, "eve", world.customer).await;
    let branch = reader(db, "branch", world.sub).await;
    let arranged = |density| Some(arrangement(density));
    let kept_by = async |actor: &Actor| seen(db, actor, LICENSES).await.arrangements;
    arrange(db, &eve, Table::LicensesCloud, arranged(Density::Comfortable)).await.unwrap();
    for density in [Density::Comfortable, Density::Compact] {
        arrange(db, &ada, Table::LicensesCloud, arranged(density)).await.unwrap();
    }
    arrange(db, &ada, Table::LicensesOnPremises, arranged(Density::Comfortable)).await.unwrap();
    let mine = [
        (Table::LicensesCloud, arrangement(Density::Compact)),
        (Table::LicensesOnPremises, arrangement(Density::Comfortable)),
    ];
    assert_eq!(kept_by(&ada).await, mine);
    assert_eq!(kept_by(&eve).await, [(Table::LicensesCloud, arrangement(Density::Comfortable))]);
    assert!(kept_by(&branch).await.is_empty());

    // In another organization the same person has others.
    let role = people::predefined_role(db, world.other_customer, PredefinedRole::User).await.unwrap();
    people::join(db, ada.user, world.other_customer, role, NOW).await.unwrap();
    let elsewhere = session::actor(db, ada.user, Some(world.other_customer)).await.unwrap();
    assert!(kept_by(&elsewhere).await.is_empty());
    arrange(db, &elsewhere, Table::LicensesCloud, arranged(Density::Compact)).await.unwrap();
    arrange(db, &ada, Table::LicensesCloud, None).await.unwrap();
    assert_eq!(kept_by(&ada).await, mine[1..]);
    assert_eq!(kept_by(&elsewhere).await, mine[..1]);
    assert_eq!(kept_by(&eve).await, [(Table::LicensesCloud, arrangement(Density::Comfortable))]);
    assert!(told(db).await.is_empty());
}

#[both_databases]
async fn people_in_no_organization_keep_theirs(database: TestDb) {
    let db = &database.db;
    let solo = actor(db, "solo", None, Levels::default()).await;
    let other = actor(db, "other", None, Levels::default()).await;
    for density in [Density::Comfortable, Density::Compact] {
        arrange(db, &solo, Table::LicensesCloud, Some(arrangement(density))).await.unwrap();
    }
    save(db, &solo, preset("Mine", false), NOW).await.unwrap();
    let again = save(db, &solo, preset("MINE", false), NOW).await;
    assert!(matches!(again, Err(TableError::Exists(name)) if name == "MINE"));
    save(db, &other, preset("Mine", false), NOW).await.unwrap();
    let shared = save(db, &solo, preset("Ours", true), NOW).await;
    assert!(matches!(shared, Err(TableError::NotToShare)));
    let mine = seen(db, &solo, LICENSES).await;
    assert_eq!(mine.arrangements, [(Table::LicensesCloud, arrangement(Density::Compact))]);
    assert_eq!(names(db, &solo).await, named([("Mine", "")]));
    let theirs = seen(db, &other, LICENSES).await;
    assert_eq!((theirs.arrangements.len(), theirs.presets.len()), (0, 1));
    profile::delete(db, &solo, "solo@example.org", NOW).await.unwrap();
    assert_eq!(table_arrangement::Entity::find().count(db.connection()).await.unwrap(), 0);
    assert_eq!(filter_preset::Entity::find().count(db.connection()).await.unwrap(), 1);
}

#[both_databases]
async fn one_s_own_presets_are_nobody_else_s_and_shared_ones_are_the_organization_s(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = reader(db, "ada", world.customer).await;
    let eve = reader(db, "eve", world.customer).await;
    let own = save(db, &ada, preset(" Ada 10 ", false), NOW).await.unwrap();
    let expected = Preset {
        id: own.id,
        name: "Ada 10".to_owned(),
        query: "status=expiring".to_owned(),
        shared: false,
        by: String::new(),
        may_change: true,
    };
    assert_eq!(own, expected);
    save(db, &ada, preset("ada 9", true), NOW).await.unwrap();
    // Another person may use the same name.
    save(db, &eve, preset("Ada 10", true), NOW).await.unwrap();
    save(db, &eve, preset("Zoë", false), NOW).await.unwrap();
    // By name, as people sort them.
    assert_eq!(names(db, &ada).await, named([("ada 9", ""), ("Ada 10", ""), ("Ada 10", "eve")]));
    assert_eq!(names(db, &eve).await, named([("ada 9", "ada"), ("Ada 10", ""), ("Zoë", "")]));
    let of_eve = seen(db, &eve, LICENSES).await.presets;
    let flags: Vec<_> = of_eve.iter().map(|preset| (preset.shared, preset.may_change)).collect();
    assert_eq!(flags, [(true, false), (true, true), (false, true)]);

    // The others see none of it: sub-organizations, other organizations, and members whose role shows them nothing.
    let branch = reader(db, "branch", world.sub).await;
    let stranger = reader(db, "stranger", world.other_customer).await;
    let nothing = actor(db, "nothing", Some(world.customer), Levels::default()).await;
    for other in [&branch, &stranger, &nothing] {
        assert!(names(db, other).await.is_empty());
        assert!(matches!(rename(db, other, own.id, "Theirs", false, NOW).await, Err(TableError::Refused(_))));
        assert!(matches!(remove(db, other, own.id, NOW).await, Err(TableError::Refused(_))));
    }
    let shared = save(db, &nothing, preset("Ours", true), NOW).await;
    assert!(matches!(shared, Err(TableError::NotToShare)));
    // What is shared on one page is not on another.
    let levels = level(RoleObject::UserManagement, Level::ViewOnly);
    let lister = actor(db, "lister", Some(world.customer), levels).await;
    assert!(seen(db, &lister, PresetPage::Users).await.presets.is_empty());
    let events: Vec<_> = told(db).await;
    let shared =
        |name: &str| ("preset-shared".to_owned(), String::new(), format!("{name} (My Organization)"));
    assert_eq!(events, [shared("ada 9"), shared("Ada 10")]);
}

#[both_databases]
async fn only_whoever_opens_the_page_keeps_something_there(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = reader(db, "ada", world.customer).await;
    for page in PresetPage::ALL {
        let new = NewPreset { page, ..preset("New", false) };
        // One's own sign-in is everybody's.
        let opens = [LICENSES, PresetPage::Pools, PresetPage::AccountSecurity].contains(&page);
        assert_eq!(kept(db, &ada, page).await.is_ok(), opens, "{page:?}");
        assert_eq!(save(db, &ada, new, NOW).await.is_ok(), opens, "{page:?}");
    }
    for table in Table::ALL {
        let kept = arrange(db, &ada, table, Some(Arrangement::default())).await;
        let opens = [LICENSES, PresetPage::Pools, PresetPage::AccountSecurity].contains(&table.page());
        assert_eq!(kept.is_ok(), opens, "{table:?}");
    }
    // A preset of a page that its maker may no longer open is there again as soon as they may.
    let eve = actor(db, "eve", Some(world.customer), level(RoleObject::EventHistory, Level::ViewOnly)).await;
    let new = NewPreset { page: PresetPage::Events, ..preset("Mine", false) };
    let of_events = save(db, &eve, new, NOW).await.unwrap().id;
    let mut lowered = eve.clone();
    lowered.membership.as_mut().unwrap().levels = Levels::default();
    let renamed = rename(db, &lowered, of_events, "Other", false, NOW).await;
    assert!(matches!(renamed, Err(TableError::Refused(_))));
    assert!(matches!(remove(db, &lowered, of_events, NOW).await, Err(TableError::Refused(_))));
    // Saved over, it stays on its page.
    let over = NewPreset { replace: Some(of_events), ..preset("Mine", false) };
    assert!(matches!(save(db, &eve, over, NOW).await, Err(TableError::Refused(_))));
    rename(db, &eve, of_events, "Other", false, NOW).await.unwrap();
    remove(db, &eve, of_events, NOW).await.unwrap();
}

#[both_databases]
async fn who_may_no_longer_share_changes_no_shared_preset_but_keeps_it_alone(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = reader(db, "ada", world.customer).await;
    let ours = save(db, &ada, preset("Ours", true), NOW).await.unwrap().id;
    let mut lowered = ada.clone();
    lowered.membership.as_mut().unwrap().levels = Levels::default();
    let over = NewPreset { replace: Some(ours), ..preset("Theirs", true) };
    assert!(matches!(save(db, &lowered, over, NOW).await, Err(TableError::NotToShare)));
    let renamed = rename(db, &lowered, ours, "Theirs", true, NOW).await;
    assert!(matches!(renamed, Err(TableError::NotToShare)), "{renamed:?}");
    rename(db, &lowered, ours, "Mine", false, NOW).await.unwrap();
    assert!(names(db, &reader(db, "eve", world.customer).await).await.is_empty());
}

#[both_databases]
async fn a_preset_is_changed_by_its_maker_alone(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = reader(db, "ada", world.customer).await;
    let eve = reader(db, "eve", world.customer).await;
    let levels = level(RoleObject::LicenseManagement, Level::ViewOnly)
        .with(RoleObject::UserManagement, Level::FullAccess);
    let manager = actor(db, "manager", Some(world.customer), levels).await;
    let [first, second] = ["First", "Second"].map(|name| save(db, &ada, preset(name, false), NOW));
    let (first, second) = (first.await.unwrap().id, second.await.unwrap().id);
    rename(db, &ada, first, "Ours", true, NOW).await.unwrap();
    for other in [&eve, &manager] {
        let over = NewPreset { replace: Some(first), ..preset("Theirs", true) };
        assert!(matches!(save(db, other, over, NOW).await, Err(TableError::Refused(_))));
        assert!(matches!(rename(db, other, first, "Theirs", true, NOW).await, Err(TableError::Refused(_))));
        // Their own presets are not even there for people who manage users.
        assert!(matches!(remove(db, other, second, NOW).await, Err(TableError::Refused(_))));
    }
    assert!(matches!(remove(db, &eve, first, NOW).await, Err(TableError::Refused(_))));
    // Names are compared without case and accents.
    let renamed = rename(db, &ada, first, "SÉCOND", true, NOW).await;
    assert!(matches!(renamed, Err(TableError::Exists(_))), "{renamed:?}");
    let over = NewPreset { replace: Some(first), ..preset("second", true) };
    let saved = save(db, &ada, over, NOW).await;
    assert!(matches!(saved, Err(TableError::Exists(_))), "{saved:?}");
    let over = NewPreset { replace: Some(first), query: "?type=msp", ..preset("OURS", true) };
    let saved = save(db, &ada, over, NOW).await.unwrap();
    assert_eq!((saved.id, saved.name.as_str(), saved.query.as_str()), (first, "OURS", "type=msp"));
    rename(db, &ada, first, "OURS", true, NOW).await.unwrap();
    rename(db, &ada, first, "Mine", false, NOW).await.unwrap();
    rename(db, &ada, second, "Ours", true, NOW).await.unwrap();
    remove(db, &manager, second, NOW).await.unwrap();
    remove(db, &ada, first, NOW).await.unwrap();
    for gone in [first, second, 999_999] {
        assert!(matches!(remove(db, &ada, gone, NOW).await, Err(TableError::Refused(_))));
    }
    let row = |kind: &str, old: &str, new: &str| (kind.to_owned(), old.to_owned(), new.to_owned());
    let (ours, loud) = ("Ours (My Organization)", "OURS (My Organization)");
    let expected = [
        row("preset-shared", "", ours),
        row("preset-changed", ours, loud),
        row("preset-removed", loud, ""),
        row("preset-shared", "", ours),
        row("preset-removed", ours, ""),
    ];
    assert_eq!(told(db).await, expected);
}

#[both_databases]
async fn another_organization_s_presets_can_t_be_named(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = predefined(db, "ada", world.customer, PredefinedRole::Admin).await;
    let role = people::predefined_role(db, world.other_customer, PredefinedRole::Admin).await.unwrap();
    people::join(db, ada.user, world.other_customer, role, NOW).await.unwrap();
    let elsewhere = session::actor(db, ada.user, Some(world.other_customer)).await.unwrap();
    let here = save(db, &ada, preset("Here", true), NOW).await.unwrap().id;
    // Not even by the same person, who has to act for the organization.
    assert!(names(db, &elsewhere).await.is_empty());
    let over = NewPreset { replace: Some(here), ..preset("There", true) };
    assert!(matches!(save(db, &elsewhere, over, NOW).await, Err(TableError::Refused(_))));
    assert!(matches!(rename(db, &elsewhere, here, "There", true, NOW).await, Err(TableError::Refused(_))));
    assert!(matches!(remove(db, &elsewhere, here, NOW).await, Err(TableError::Refused(_))));
    save(db, &elsewhere, preset("Here", false), NOW).await.unwrap();
    assert_eq!(names(db, &ada).await, named([("Here", "")]));
    // Nor do people learn the name of somebody who is not a member.
    let eve = reader(db, "eve", world.customer).await;
    assert_eq!(names(db, &eve).await, named([("Here", "ada")]));
    remove_member(db, ada.user, world.customer).await;
    assert_eq!(names(db, &eve).await, named([("Here", FORMER_MEMBER)]));
}

#[both_databases]
async fn who_only_looks_in_sees_shared_presets_without_searches_and_keeps_nothing(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = reader(db, "ada", world.customer).await;
    let mut staff = reader(db, "staff", world.customer).await;
    let query = "q=KEY-1&status=expiring";
    save(db, &ada, NewPreset { query, ..preset("Ours", true) }, NOW).await.unwrap();
    save(db, &ada, preset("Ada's", false), NOW).await.unwrap();
    let mine = save(db, &staff, preset("Staff's", false), NOW).await.unwrap().id;
    arrange(db, &staff, Table::LicensesCloud, Some(Arrangement::default())).await.unwrap();
    assert_eq!(seen(db, &staff, LICENSES).await.presets[0].query, query);
    staff.membership.as_mut().unwrap().viewed = true;
    let looking = seen(db, &staff, LICENSES).await;
    assert!(looking.arrangements.is_empty());
    assert_eq!(looking.presets.len(), 1);
    let ours = &looking.presets[0];
    assert_eq!((ours.name.as_str(), ours.query.as_str()), ("Ours", "status=expiring"));
    assert!(!ours.may_change && !ours.may_be_removed_by(&staff));
    assert!(matches!(kept(db, &staff, PresetPage::Deployments).await, Err(TableError::Refused(_))));
    let refused = [
        arrange(db, &staff, Table::LicensesCloud, None).await,
        save(db, &staff, preset("New", false), NOW).await.map(|_| ()),
        rename(db, &staff, mine, "New", false, NOW).await,
        remove(db, &staff, mine, NOW).await,
        remove(db, &staff, ours.id, NOW).await,
    ];
    for refused in refused {
        assert!(matches!(refused, Err(TableError::Refused(_))), "{refused:?}");
    }
}

#[both_databases]
async fn an_unreadable_arrangement_is_left_out_and_can_be_replaced(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = reader(db, "ada", world.customer).await;
    for (table, text) in [("licenses-cloud", "{\"version\":9}"), ("licenses-on-premises", "")] {
        let row = table_arrangement::ActiveModel {
            organization_id: Set(Some(world.customer)),
            user_id: Set(ada.user),
            of_table: Set(table.to_owned()),
            arrangement: Set(text.to_owned()),
            ..Default::default()
        };
        table_arrangement::Entity::insert(row).exec_without_returning(db.connection()).await.unwrap();
    }
    assert!(seen(db, &ada, LICENSES).await.arrangements.is_empty());
    let new = arrangement(Density::Compact);
    arrange(db, &ada, Table::LicensesCloud, Some(new.clone())).await.unwrap();
    assert_eq!(seen(db, &ada, LICENSES).await.arrangements, [(Table::LicensesCloud, new)]);
}

#[both_databases]
async fn who_leaves_takes_their_own_along_and_leaves_what_they_shared(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let owner = predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await;
    let eve = reader(db, "eve", world.customer).await;
    let leaver = reader(db, "leaver", world.customer).await;
    let removed = reader(db, "removed", world.customer).await;
    let deleted = reader(db, "deleted", world.customer).await;
    let role = people::predefined_role(db, world.other_customer, PredefinedRole::User).await.unwrap();
    for (person, name) in [(&leaver, "Leaver"), (&removed, "Removed"), (&deleted, "Deleted"), (&eve, "Eve")] {
        people::join(db, person.user, world.other_customer, role, NOW).await.unwrap();
        let elsewhere = session::actor(db, person.user, Some(world.other_customer)).await.unwrap();
        for (actor, shared) in [(person, true), (&elsewhere, false)] {
            save(db, actor, preset(name, shared), NOW).await.unwrap();
            save(db, actor, preset("Own", false), NOW).await.unwrap();
            let arranged = Some(arrangement(Density::Compact));
            arrange(db, actor, Table::LicensesCloud, arranged).await.unwrap();
        }
    }
    people::users::leave(db, &leaver, NOW).await.unwrap();
    let permit = owner.permit(Action::ManageUsers, Target::MyOrganization).unwrap();
    people::users::remove(db, &permit, world.customer, removed.user, NOW).await.unwrap();
    profile::delete(db, &deleted, "deleted@example.org", NOW).await.unwrap();

    let former = FORMER_MEMBER;
    let all = named([("Deleted", former), ("Eve", ""), ("Leaver", former), ("Own", ""), ("Removed", former)]);
    assert_eq!(names(db, &eve).await, all);
    let count = async |organization: OrganizationId| {
        let arranged = table_arrangement::Column::OrganizationId.eq(organization);
        let arranged = table_arrangement::Entity::find().filter(arranged).count(db.connection()).await;
        let presets = filter_preset::Column::OrganizationId.eq(organization);
        let presets = filter_preset::Entity::find().filter(presets).count(db.connection()).await;
        (arranged.unwrap(), presets.unwrap())
    };
    // Eve's, and the three that were shared.
    assert_eq!(count(world.customer).await, (1, 5));
    // Elsewhere only whoever deleted their account has nothing anymore.
    assert_eq!(count(world.other_customer).await, (3, 6));
    for (person, name) in [(&leaver, "Leaver"), (&removed, "Removed")] {
        let elsewhere = session::actor(db, person.user, Some(world.other_customer)).await.unwrap();
        let mine = names(db, &elsewhere).await;
        assert!(mine.contains(&(name.to_owned(), String::new())) && mine.len() == 2, "{mine:?}");
    }
    // A request that was under way keeps nothing for somebody who is no longer a member.
    let late = save(db, &leaver, preset("Late", true), NOW).await;
    assert!(matches!(late, Err(TableError::Refused(_))), "{late:?}");
    // A former member's preset is removed by whoever manages people, and changed by nobody.
    let shared = seen(db, &owner, LICENSES).await.presets;
    let of_leaver = shared.iter().find(|preset| preset.name == "Leaver").unwrap().id;
    assert!(matches!(remove(db, &eve, of_leaver, NOW).await, Err(TableError::Refused(_))));
    assert!(matches!(rename(db, &owner, of_leaver, "Ours", true, NOW).await, Err(TableError::Refused(_))));
    remove(db, &owner, of_leaver, NOW).await.unwrap();
    // Back again, a person may use the name that they had used.
    let role = people::predefined_role(db, world.customer, PredefinedRole::User).await.unwrap();
    people::join(db, removed.user, world.customer, role, NOW).await.unwrap();
    let back = session::actor(db, removed.user, Some(world.customer)).await.unwrap();
    save(db, &back, preset("Removed", false), NOW).await.unwrap();
}

#[both_databases]
async fn what_is_kept_goes_with_its_organization_and_its_person(database: TestDb) {
    let db = &database.db;
    let extra = add_organization(db, "Extra", OrganizationKind::Customer, None, NOW).await.unwrap();
    let other = add_organization(db, "Other", OrganizationKind::Customer, None, NOW).await.unwrap();
    let (ada, eve) = (reader(db, "ada", extra).await, reader(db, "eve", other).await);
    for actor in [&ada, &eve] {
        save(db, actor, preset("Ours", true), NOW).await.unwrap();
        arrange(db, actor, Table::LicensesCloud, Some(Arrangement::default())).await.unwrap();
    }
    let left = async || {
        let arranged = table_arrangement::Entity::find().count(db.connection()).await.unwrap();
        (arranged, filter_preset::Entity::find().count(db.connection()).await.unwrap())
    };
    assert_eq!(left().await, (2, 2));
    user::Entity::delete_by_id(eve.user).exec(db.connection()).await.unwrap();
    assert_eq!(left().await, (1, 1));
    crate::db::entity::membership::Entity::delete_by_id((ada.user, extra))
        .exec(db.connection())
        .await
        .unwrap();
    organization::Entity::delete_by_id(extra).exec(db.connection()).await.unwrap();
    assert_eq!(left().await, (0, 0));
}
