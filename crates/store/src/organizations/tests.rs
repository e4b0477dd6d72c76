use model::access::RoleObject;
use model::organization::Organization;
use model::{Action, Actor, Level, Levels, Target};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set};

use super::*;
use crate::Db;
use crate::people;
use crate::sign_in::session;
use crate::testing::{NOW, TestDb, World, actor, both_databases, level};

fn permit(person: &Actor, action: Action) -> Permit {
    person.permit(action, Target::MyOrganization).unwrap()
}

fn editing(person: &Actor) -> Permit {
    permit(person, Action::EditOrganization)
}

fn full() -> Levels {
    Levels::all(Level::FullAccess).with(RoleObject::VendorConsole, Level::None)
}

async fn seen(db: &Db, person: &Actor) -> Organization {
    let users = person.permit(Action::ListUsers, Target::MyOrganization).ok();
    let licenses = person.permit(Action::ListLicenses, Target::MyOrganization).ok();
    let permit = permit(person, Action::SeeOrganization);
    see(db, &permit, users.as_ref(), licenses.as_ref()).await.unwrap()
}

#[both_databases]
async fn an_organization_and_its_subs_are_renamed_and_no_others(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let owner = actor(db, "owner", Some(world.customer), full()).await;
    rename(db, &editing(&owner), world.customer, " Acme ", NOW).await.unwrap();
    rename(db, &editing(&owner), world.sub, "Acme North", NOW).await.unwrap();
    rename(db, &editing(&owner), world.sub, "Acme North", NOW).await.unwrap();
    let seen = seen(db, &owner).await;
    let names: Vec<_> = seen.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["Acme", "Acme North", "Customer South"]);
    assert_eq!((seen.parts[0].people, seen.parts[1].people, seen.main), (Some(1), Some(0), None));
    // It names its own organizations, in any case of letters; those of others it does not (R3).
    for name in ["Acme", " ACME", "Аcme", "Customer South"] {
        let taken = rename(db, &editing(&owner), world.sub, name, NOW).await;
        assert!(matches!(taken, Err(OrganizationError::Exists(_))), "{taken:?}");
    }
    for name in ["Reseller", "reseller", "Rеseller", "Other\u{a0}Customer"] {
        let taken = rename(db, &editing(&owner), world.customer, name, NOW).await.unwrap_err();
        assert!(matches!(taken, OrganizationError::NotFree), "{taken:?}");
        assert!(!taken.to_string().contains("eseller"), "{taken}");
        let taken = add_sub(db, &editing(&owner), name, NOW).await;
        assert!(matches!(taken, Err(OrganizationError::NotFree)), "{taken:?}");
    }
    // Nobody can try a list of companies: after too many tries people have to wait.
    for _ in 0..2 {
        let taken = rename(db, &editing(&owner), world.customer, "Distributor", NOW).await;
        assert!(matches!(taken, Err(OrganizationError::NotFree)), "{taken:?}");
    }
    let slowed = rename(db, &editing(&owner), world.customer, "Distributor", NOW).await;
    assert!(matches!(slowed, Err(OrganizationError::Throttled(_))), "{slowed:?}");
    let owner = actor(db, "owner-too", Some(world.customer), full()).await;
    let empty = rename(db, &editing(&owner), world.customer, " ", NOW).await;
    assert!(matches!(empty, Err(OrganizationError::Name(_))));
    let branch = actor(db, "branch", Some(world.sub), full()).await;
    for (by, id) in [
        (&owner, world.other_customer),
        (&owner, world.distributor),
        (&branch, world.customer),
        (&branch, world.second_sub),
    ] {
        let hidden = rename(db, &editing(by), id, "Mine", NOW).await;
        assert!(matches!(hidden, Err(OrganizationError::Refused(_))), "{hidden:?}");
    }
    let seen = self::seen(db, &branch).await;
    assert_eq!((seen.main.as_deref(), seen.parts.len()), (Some("Acme"), 1));
}

#[both_databases]
async fn what_one_may_not_list_is_not_counted(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    world.license(db, "KEY-MAIN", &[world.customer]).await;
    world.license(db, "KEY-SUB", &[world.sub]).await;
    world.license(db, "KEY-BOTH", &[world.customer, world.sub]).await;
    world.license(db, "KEY-FOREIGN", &[world.other_customer]).await;
    let looking = level(RoleObject::OrganizationGeneralInformation, Level::ViewOnly);
    let with = |object| looking.with(object, Level::ViewOnly);
    let with_subs = with(RoleObject::LicenseManagement)
        .with(RoleObject::LicenseManagementSubOrganizations, Level::ViewOnly);
    for (name, levels, own, sub) in [
        ("owner", full(), (Some(1), Some(2)), (Some(0), Some(2))),
        ("looker", looking, (None, None), (None, None)),
        ("counter", with(RoleObject::LicenseManagement), (None, Some(2)), (None, None)),
        ("overseer", with_subs, (None, Some(2)), (None, Some(2))),
        ("clerk", with(RoleObject::UserManagement), (Some(5), None), (None, None)),
    ] {
        let person = actor(db, name, Some(world.customer), levels).await;
        let parts = seen(db, &person).await.parts;
        let counts: Vec<_> = parts.iter().map(|part| (part.people, part.licenses)).collect();
        assert_eq!(counts[..2], [own, sub], "{name}");
    }
}

#[both_databases]
async fn a_sub_is_added_and_partners_keep_their_sight(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let owner = actor(db, "owner", Some(world.direct_customer), full()).await;
    assert!(!owner.membership.as_ref().unwrap().has_subs);
    let license = world.license(db, "KEY-MOVED", &[world.direct_customer]).await;
    let sub = add_sub(db, &editing(&owner), "Direct East", NOW).await.unwrap();
    let again = add_sub(db, &editing(&owner), "Direct East", NOW).await;
    assert!(matches!(again, Err(OrganizationError::Exists(_))));
    let owner = session::actor(db, owner.user, Some(world.direct_customer)).await.unwrap();
    assert!(owner.membership.as_ref().unwrap().has_subs);
    let list = permit(&owner, Action::ListLicenses);
    let way = (world.direct_customer, sub);
    move_licenses(db, &editing(&owner), &list, &[license], way, NOW).await.unwrap();
    let partner = actor(db, "partner", Some(world.distributor), full()).await;
    let customers = partner.permit(Action::ListLicenses, Target::Customers).unwrap();
    assert!(crate::db::scope::reaches(db.connection(), &customers, license).await.unwrap());

    let branch = actor(db, "branch", Some(sub), full()).await;
    let deeper = add_sub(db, &editing(&branch), "Deeper", NOW).await;
    assert!(matches!(deeper, Err(OrganizationError::IsSub)));
    let roles = people::predefined_role(db, sub, people::PredefinedRole::SuperAdmin).await;
    assert!(roles.is_ok());
}

#[both_databases]
async fn of_two_who_take_a_name_at_once_one_has_it(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let one = actor(db, "one", Some(world.customer), full()).await;
    let other = actor(db, "other", Some(world.other_customer), full()).await;
    let (one, other) = (editing(&one), editing(&other));
    let (one, other) = tokio::join!(
        rename(db, &one, world.customer, "Acme", NOW),
        rename(db, &other, world.other_customer, "Аcme", NOW)
    );
    let refused: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
    assert!(matches!(refused[..], [OrganizationError::NotFree]), "{refused:?}");
    // However late the other one checks: the constraint alone decides.
    let late = crate::db::entity::organization::ActiveModel {
        id: Set(world.distributor),
        ..crate::db::entity::organization::ActiveModel::named("ACME")
    };
    let late = taken(late.update(db.connection()).await.unwrap_err());
    assert!(matches!(late, OrganizationError::NotFree), "{late:?}");
}

#[both_databases]
async fn an_organization_adds_so_many_subs(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let owner = actor(db, "owner", Some(world.customer), full()).await;
    let other = actor(db, "other", Some(world.other_customer), full()).await;
    // Two are there already.
    let rows = (3..MOST_SUBS).map(|number| organization::ActiveModel {
        kind: Set(model::OrganizationKind::Customer.name().to_owned()),
        parent_id: Set(Some(world.customer)),
        named_by_itself: Set(false),
        created_at: Set(NOW),
        ..organization::ActiveModel::named(&format!("Branch {number}"))
    });
    crate::db::batch::insert(db.connection(), rows.collect()).await.unwrap();
    add_sub(db, &editing(&owner), "The Last One", NOW).await.unwrap();
    let more = add_sub(db, &editing(&owner), "One More", NOW).await;
    assert!(matches!(more, Err(OrganizationError::TooManySubs)), "{more:?}");
    add_sub(db, &editing(&other), "One More", NOW).await.unwrap();
}
