//! Data beside the report's columns is also limited to the permit's reach: names, staleness, ranks.

use model::access::RoleObject;
use model::query::Column;
use model::report::NO_RANK;
use model::{Action, Actor, Level, Levels, Permit, Target};

use super::stale::last_event;
use super::{Changes, Generated, Of, changed_since, customers, rank, reached};
use crate::Db;
use crate::licenses::edit_note;
use crate::testing::{NOW, TODAY, TestDb, World, actor, both_databases, level};

fn full(object: RoleObject) -> Levels {
    level(object, Level::FullAccess)
}

fn listing(person: &Actor, target: Target) -> Permit {
    person.permit(Action::ListLicenses, target).unwrap()
}

/// A person at the partner who may do everything with its customers.
async fn partner(db: &Db, name: &str, organization: i64) -> Actor {
    actor(db, name, Some(organization), full(RoleObject::LicenseManagementCustomerOrganizations)).await
}

async fn changed(db: &Db, reader: &Permit, last_event: i64) -> bool {
    let generated = Generated { last_event, day: TODAY, reach: 0 };
    changed_since(db, reader, Of::Everything, generated, NOW).await.unwrap() == Changes::Stale
}

#[both_databases]
async fn organizations_out_of_reach_are_not_named(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let own = full(RoleObject::LicenseManagement);
    let with_subs = own.with(RoleObject::LicenseManagementSubOrganizations, Level::ViewOnly);
    let admin = actor(db, "admin", Some(world.customer), with_subs).await;
    let member = actor(db, "member", Some(world.customer), own).await;
    let distributor = partner(db, "distributor", world.distributor).await;
    let mine = Target::MyOrganization;
    for (person, target, expected) in [
        (&admin, mine, vec![world.customer, world.sub, world.second_sub]),
        (&member, mine, vec![world.customer]),
        (&distributor, Target::Customers, vec![world.customer, world.direct_customer]),
    ] {
        let permit = listing(person, target);
        assert_eq!(reached(db, &permit).await.unwrap().organizations, expected);
        let mut named: Vec<_> = customers(db, &permit).await.unwrap().iter().map(|entry| entry.id).collect();
        named.sort_unstable();
        assert_eq!(named, expected);
    }
}

#[both_databases]
async fn a_report_is_stale_by_what_its_reader_may_see_alone(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let license = world.license(db, "KEY", &[world.customer]).await;
    let foreign = world.license(db, "FOREIGN", &[world.other_customer]).await;
    let distributor = partner(db, "distributor", world.distributor).await;
    let reader = listing(&partner(db, "reader", world.reseller).await, Target::Customers);
    let own = full(RoleObject::LicenseManagement);
    let note = |person: &Actor| person.permit(Action::EditNote, Target::Anything).unwrap();

    let stranger = actor(db, "stranger", Some(world.other_customer), own).await;
    edit_note(db, &note(&stranger), foreign, 0, "elsewhere", NOW).await.unwrap();
    let permit = distributor.permit(Action::EditPartnerNote, Target::Customers).unwrap();
    edit_note(db, &permit, license, 0, "margin 40 %", NOW).await.unwrap();
    assert!(!changed(db, &reader, 0).await);

    let owner = actor(db, "owner", Some(world.customer), own).await;
    edit_note(db, &note(&owner), license, 0, "renew", NOW).await.unwrap();
    assert!(changed(db, &reader, 0).await);
    assert!(!changed(db, &reader, last_event(db.connection()).await.unwrap()).await);
}

#[both_databases]
async fn ranks_are_of_licenses_in_reach_by_the_own_organizations_notes(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    // Both partners sell to the customer; the other one's notes would come first.
    world.assign(db, world.customer, world.other_distributor, None).await;
    let first = world.license(db, "FIRST", &[world.customer]).await;
    let second = world.license(db, "SECOND", &[world.customer]).await;
    world.license(db, "FOREIGN", &[world.other_customer]).await;
    let own = partner(db, "own", world.distributor).await;
    let other = partner(db, "other", world.other_distributor).await;
    for (person, license, text) in [(&own, first, "b"), (&other, second, "a"), (&other, first, "c")] {
        let permit = person.permit(Action::EditPartnerNote, Target::Customers).unwrap();
        edit_note(db, &permit, license, 0, text, NOW).await.unwrap();
    }
    let permit = listing(&own, Target::Customers);
    let ranks = rank(db, &permit, Column::PartnerNote).await.unwrap();
    assert_eq!(ranks, [(first, 0), (second, NO_RANK)]);
    let mut by_note: Vec<_> =
        rank(db, &permit, Column::Note).await.unwrap().iter().map(|(id, _)| *id).collect();
    by_note.sort_unstable();
    assert_eq!(by_note, [first, second]);
}
