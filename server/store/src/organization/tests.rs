use model::access::RoleObject;
use model::{Action, Actor, Level, Levels, Target};

use super::*;
use crate::people;
use crate::session;
use crate::testing::{NOW, World, actor, databases};

fn permit(person: &Actor, action: Action) -> Permit {
    person.permit(action, Target::MyOrganization).unwrap()
}

fn editing(person: &Actor) -> Permit {
    permit(person, Action::EditOrganization)
}

fn full() -> Levels {
    Levels::all(Level::FullAccess).with(RoleObject::VendorConsole, Level::None)
}

#[tokio::test]
async fn an_organization_and_its_subs_are_renamed_and_no_others() {
    for database in databases().await {
        let db = &database.db;
        let world = World::make(db).await;
        let owner = actor(db, "owner", Some(world.customer), full()).await;
        rename(db, &editing(&owner), world.customer, " Acme ", NOW).await.unwrap();
        rename(db, &editing(&owner), world.sub, "Acme North", NOW).await.unwrap();
        rename(db, &editing(&owner), world.sub, "Acme North", NOW).await.unwrap();
        let seen = see(db, &permit(&owner, Action::SeeOrganization)).await.unwrap();
        let names: Vec<_> = seen.parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["Acme", "Acme North", "Customer South"], "{}", database.name);
        assert_eq!((seen.parts[0].people, seen.parts[1].people, seen.main), (1, 0, None));
        for (id, name) in [(world.sub, "Acme"), (world.customer, "Reseller")] {
            let taken = rename(db, &editing(&owner), id, name, NOW).await;
            assert!(matches!(taken, Err(OrganizationError::Exists(_))), "{}: {taken:?}", database.name);
        }
        let empty = rename(db, &editing(&owner), world.customer, " ", NOW).await;
        assert!(matches!(empty, Err(OrganizationError::Name(_))), "{}", database.name);
        let branch = actor(db, "branch", Some(world.sub), full()).await;
        for (by, id) in [
            (&owner, world.other_customer),
            (&owner, world.distributor),
            (&branch, world.customer),
            (&branch, world.second_sub),
        ] {
            let hidden = rename(db, &editing(by), id, "Mine", NOW).await;
            assert!(matches!(hidden, Err(OrganizationError::Refused(_))), "{}: {hidden:?}", database.name);
        }
        let seen = see(db, &permit(&branch, Action::SeeOrganization)).await.unwrap();
        assert_eq!((seen.main.as_deref(), seen.parts.len()), (Some("Acme"), 1), "{}", database.name);
    }
}

#[tokio::test]
async fn a_sub_is_added_and_partners_keep_their_sight() {
    for database in databases().await {
        let db = &database.db;
        let world = World::make(db).await;
        let owner = actor(db, "owner", Some(world.direct_customer), full()).await;
        assert!(!owner.membership.as_ref().unwrap().has_subs);
        let license = world.license(db, "KEY-MOVED", &[world.direct_customer]).await;
        let sub = add_sub(db, &editing(&owner), "Direct East", NOW).await.unwrap();
        let again = add_sub(db, &editing(&owner), "Direct East", NOW).await;
        assert!(matches!(again, Err(OrganizationError::Exists(_))), "{}", database.name);
        let owner = session::actor(db, owner.user, Some(world.direct_customer)).await.unwrap();
        assert!(owner.membership.as_ref().unwrap().has_subs, "{}", database.name);
        let list = permit(&owner, Action::ListLicenses);
        let way = (world.direct_customer, sub);
        move_licenses(db, &editing(&owner), &list, &[license], way, NOW).await.unwrap();
        let partner = actor(db, "partner", Some(world.distributor), full()).await;
        let customers = partner.permit(Action::ListLicenses, Target::Customers).unwrap();
        assert!(
            crate::scope::reaches(db.connection(), &customers, license).await.unwrap(),
            "{}",
            database.name
        );

        let branch = actor(db, "branch", Some(sub), full()).await;
        let deeper = add_sub(db, &editing(&branch), "Deeper", NOW).await;
        assert!(matches!(deeper, Err(OrganizationError::IsSub)), "{}", database.name);
        let roles = people::predefined_role(db, sub, people::PredefinedRole::SuperAdmin).await;
        assert!(roles.is_ok(), "{}", database.name);
    }
}
