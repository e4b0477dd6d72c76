//! Which licenses can be moved, by whom, and whose history shows it.

use std::time::Duration;

use model::access::RoleObject;
use model::bulk::{Outcome, Reason};
use model::{Action, Actor, Level, Levels, Permit, Target};
use sea_orm::{ColumnTrait, DatabaseBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::time::timeout;

use super::{move_each, move_licenses};
use crate::Db;
use crate::console;
use crate::db::entity::{event, license, license_assignment};
use crate::organizations::{OrganizationError, licenses};
use crate::testing::{
    LicenseChange, NOW, TODAY, TestDb, World, actor, both_databases, change_license, level,
};

fn permit(person: &Actor, action: Action) -> Permit {
    person.permit(action, Target::MyOrganization).unwrap()
}

fn editing(person: &Actor) -> Permit {
    permit(person, Action::EditOrganization)
}

fn full() -> Levels {
    Levels::all(Level::FullAccess).with(RoleObject::VendorConsole, Level::None)
}

async fn owners(db: &Db, license: i64) -> Vec<i64> {
    let of = license_assignment::Entity::find().filter(license_assignment::Column::LicenseId.eq(license));
    let mut owners: Vec<_> =
        of.all(db.connection()).await.unwrap().into_iter().map(|row| row.organization_id).collect();
    owners.sort_unstable();
    owners
}

#[both_databases]
async fn licenses_are_moved_within_the_organization_all_or_none(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let owner = actor(db, "owner", Some(world.customer), full()).await;
    let (edit, list) = (editing(&owner), permit(&owner, Action::ListLicenses));
    let mine = world.license(db, "KEY-MINE", &[world.customer]).await;
    let both = world.license(db, "KEY-BOTH", &[world.customer, world.sub]).await;
    let foreign = world.license(db, "KEY-FOREIGN", &[world.other_customer]).await;
    let go =
        async |licenses: &[i64], from, to| move_licenses(db, &edit, &list, licenses, (from, to), NOW).await;
    let (main, sub) = (world.customer, world.sub);
    for (licenses, from, to) in [
        (vec![mine, foreign], main, sub),
        (vec![foreign], world.other_customer, sub),
        (vec![mine], main, world.other_customer),
        (vec![mine], sub, main),
        (vec![mine, 999_999], main, sub),
    ] {
        let refused = go(&licenses, from, to).await;
        assert!(matches!(refused, Err(OrganizationError::Refused(_))), "{refused:?}");
    }
    assert_eq!(owners(db, mine).await, [main]);
    assert!(matches!(go(&[mine], main, main).await, Err(OrganizationError::Same)));
    assert!(matches!(go(&[], main, sub).await, Err(OrganizationError::Count)));

    let found = async |organization, search: &str| {
        let found = licenses(db, &edit, &list, organization, search).await.unwrap().licenses;
        found.into_iter().map(|one| one.public_id).collect::<Vec<_>>()
    };
    assert_eq!(found(main, "").await, ["L-KEY-BOTH", "L-KEY-MINE"]);
    assert_eq!(found(main, "key-m").await, ["L-KEY-MINE"]);
    assert_eq!(found(sub, "SCAN").await, ["L-KEY-BOTH"]);
    let expiration = Some(TODAY.plus(3));
    let change = LicenseChange { expiration, purchased: Some(7), ..Default::default() };
    change_license(db, mine, change).await;
    let shown = licenses(db, &edit, &list, main, "key-m").await.unwrap().licenses;
    assert_eq!((shown[0].expiration, shown[0].purchased), (expiration, 7));
    let elsewhere = licenses(db, &edit, &list, world.other_customer, "").await;
    assert!(matches!(elsewhere, Err(OrganizationError::Refused(_))));

    assert_eq!(go(&[mine, both], main, sub).await.unwrap(), 1);
    assert_eq!(owners(db, mine).await, [sub]);
    // R1: a license that the sub-organization already had counts once.
    assert_eq!(owners(db, both).await, [sub]);
    // Moving back undoes it once: a license that has moved on since is kept, and nothing moves.
    assert_eq!(go(&[mine], sub, main).await.unwrap(), 0);
    assert_eq!(owners(db, mine).await, [main]);
    assert!(matches!(go(&[mine, both], sub, main).await, Err(OrganizationError::Refused(_))));
    assert_eq!(owners(db, both).await, [sub]);
    // Another organization keeps the license it has.
    let wide = world.license(db, "KEY-WIDE", &[main, world.other_customer]).await;
    assert_eq!(go(&[wide], main, sub).await.unwrap(), 0);
    assert_eq!(owners(db, wide).await, [sub, world.other_customer]);

    // A person who does not see the sub-organization's licenses moves none of them.
    let levels = level(RoleObject::OrganizationGeneralInformation, Level::FullAccess)
        .with(RoleObject::LicenseManagement, Level::FullAccess);
    let clerk = actor(db, "clerk", Some(main), levels).await;
    let list = permit(&clerk, Action::ListLicenses);
    let hidden = move_licenses(db, &editing(&clerk), &list, &[both], (sub, main), NOW).await;
    assert!(matches!(hidden, Err(OrganizationError::Refused(_))));
    assert!(licenses(db, &editing(&clerk), &list, sub, "").await.unwrap().licenses.is_empty());
    // Nor one that they see elsewhere, nor to a place they don't see.
    let shared = world.license(db, "KEY-SHARED", &[main, sub]).await;
    for (license, from, to) in [(shared, sub, main), (shared, main, sub), (mine, main, sub)] {
        let before = owners(db, license).await;
        let hidden = move_licenses(db, &editing(&clerk), &list, &[license], (from, to), NOW).await;
        assert!(matches!(hidden, Err(OrganizationError::Refused(_))), "{from}");
        assert_eq!(owners(db, license).await, before);
    }
    assert!(licenses(db, &editing(&clerk), &list, sub, "").await.unwrap().licenses.is_empty());
}

#[both_databases]
async fn of_several_licenses_those_move_that_can_and_the_others_say_why_not(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let owner = actor(db, "owner", Some(world.customer), full()).await;
    let (edit, list) = (editing(&owner), permit(&owner, Action::ListLicenses));
    let (main, sub) = (world.customer, world.sub);
    let mine = world.license(db, "KEY-MINE", &[main]).await;
    let both = world.license(db, "KEY-BOTH", &[main, sub]).await;
    let elsewhere = world.license(db, "KEY-ELSEWHERE", &[world.second_sub]).await;
    let foreign = world.license(db, "KEY-FOREIGN", &[world.other_customer]).await;
    let asked = [foreign, elsewhere, both, mine, mine];
    let outcome = move_each(db, &edit, &list, &asked, (main, sub), NOW).await.unwrap();
    let refused = vec![(elsewhere, Reason::Elsewhere), (foreign, Reason::Elsewhere)];
    assert_eq!(outcome, Outcome { changed: vec![mine, both], unchanged: 0, refused });
    assert_eq!((owners(db, mine).await, owners(db, both).await), (vec![sub], vec![sub]));
    assert_eq!(owners(db, foreign).await, [world.other_customer]);
    let events = async |license| crate::testing::events(db, license).await.len();
    assert_eq!((events(mine).await, events(foreign).await, events(elsewhere).await), (2, 0, 0));
    // Again, nothing is there to be moved.
    let again = move_each(db, &edit, &list, &asked, (main, sub), NOW).await.unwrap();
    assert_eq!((again.changed.len(), again.refused.len()), (0, 4));
    assert_eq!(events(mine).await, 2);
    let away = move_each(db, &edit, &list, &[mine], (sub, world.other_customer), NOW).await;
    assert!(matches!(away, Err(OrganizationError::Refused(_))));

    // A person moves nothing to where they would not see it.
    let levels = level(RoleObject::OrganizationGeneralInformation, Level::FullAccess)
        .with(RoleObject::LicenseManagement, Level::FullAccess);
    let clerk = actor(db, "clerk", Some(main), levels).await;
    let third = world.license(db, "KEY-THIRD", &[main]).await;
    let list = permit(&clerk, Action::ListLicenses);
    let outcome = move_each(db, &editing(&clerk), &list, &[third], (main, sub), NOW).await.unwrap();
    assert_eq!(outcome, Outcome { refused: vec![(third, Reason::UnseenThere)], ..Outcome::default() });
    assert_eq!(owners(db, third).await, [main]);
}

#[both_databases]
async fn each_organization_is_told_of_itself_and_the_main_one_of_the_way(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let owner = actor(db, "owner", Some(world.customer), full()).await;
    let (edit, list) = (editing(&owner), permit(&owner, Action::ListLicenses));
    let license = world.license(db, "KEY", &[world.customer]).await;
    for way in [(world.customer, world.sub), (world.sub, world.second_sub)] {
        move_licenses(db, &edit, &list, &[license], way, NOW).await.unwrap();
    }
    let rows = event::Entity::find().filter(event::Column::LicenseId.eq(license));
    let rows = rows.order_by_asc(event::Column::Id).all(db.connection()).await.unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.visible_to, row.old.as_str(), row.new.as_str())).collect();
    let (main, north, south) = ("Customer", "Customer North", "Customer South");
    assert_eq!(
        told,
        [
            (Some(world.customer), main, north),
            (Some(world.sub), "", north),
            (Some(world.customer), north, south),
            (Some(world.sub), north, ""),
            (Some(world.second_sub), "", south),
        ]
    );
    assert!(rows.iter().all(|row| row.kind == "license-moved"));
}

#[both_databases]
async fn moving_and_assigning_at_once_wait_for_each_other(database: TestDb) {
    let (db, again) = (&database.db, &database.again().await);
    let world = World::make(db).await;
    let vendor = crate::people::add_organization(db, "Vendor", model::OrganizationKind::Vendor, None, NOW);
    let staff = actor(db, "staff", Some(vendor.await.unwrap()), Levels::all(Level::FullAccess)).await;
    let console = staff.permit(Action::ManageConsole, Target::Installation).unwrap();
    let owner = actor(db, "owner", Some(world.customer), full()).await;
    let (edit, list) = (editing(&owner), permit(&owner, Action::ListLicenses));
    let mut all = Vec::new();
    for number in 0..20 {
        all.push(world.license(db, &format!("KEY-{number}"), &[world.customer]).await);
    }
    let moving = move_licenses(again, &edit, &list, &all, (world.customer, world.sub), NOW);
    let assigning = async {
        for license in all.iter().rev() {
            console::reassign(db, &console, *license, "Customer South\nOther Customer", NOW).await.unwrap();
        }
    };
    let both = timeout(Duration::from_secs(30), Box::pin(async { tokio::join!(moving, assigning) }));
    let (moved, ()) = both.await.unwrap();
    // Either it came first, or the license no longer belonged to the organization.
    assert!(matches!(moved, Ok(_) | Err(OrganizationError::Refused(_))), "{moved:?}");
    for license in all {
        let owners = owners(db, license).await;
        assert_eq!(owners, [world.second_sub, world.other_customer]);
    }
}

#[both_databases]
async fn a_move_does_not_wait_for_licenses_that_it_does_not_reach(database: TestDb) {
    let (db, other) = (&database.db, &database.again().await);
    if db.connection().get_database_backend() == DatabaseBackend::Sqlite {
        // It has one writer at a time, whatever that writes.
        return;
    }
    let world = World::make(db).await;
    let owner = actor(db, "owner", Some(world.customer), full()).await;
    let (edit, list) = (editing(&owner), permit(&owner, Action::ListLicenses));
    let mine = world.license(db, "KEY-MINE", &[world.customer]).await;
    let foreign = world.license(db, "KEY-FOREIGN", &[world.other_customer]).await;
    let busy = other.begin_write().await.unwrap();
    license::Entity::find_by_id(foreign).lock_exclusive().one(&busy).await.unwrap();
    let asked = [mine, foreign];
    let moving = move_each(db, &edit, &list, &asked, (world.customer, world.sub), NOW);
    let outcome = timeout(Duration::from_secs(5), Box::pin(moving)).await.unwrap().unwrap();
    assert_eq!(outcome.changed, [mine]);
    drop(busy);
}
