//! Operations on one license stay within reach, and its history shows nobody what belongs to others (R3, R4).

use model::access::RoleObject;
use model::{Action, Actor, Level, Levels, Permit, Target};

use super::{LicenseError, NoteSaveError, edit_note, history, set_pin};
use crate::testing::{NOW, TestDb, World, actor, both_databases, level};

const MISSING: i64 = 999_999;

fn permit(person: &Actor, action: Action) -> Permit {
    person.permit(action, Target::Anything).unwrap()
}

fn own() -> Levels {
    level(RoleObject::LicenseManagement, Level::FullAccess)
}

fn customers() -> Levels {
    level(RoleObject::LicenseManagementCustomerOrganizations, Level::FullAccess)
}

#[both_databases]
async fn a_license_out_of_reach_is_as_one_that_is_not(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let foreign = world.license(db, "FOREIGN", &[world.other_customer]).await;
    let partner = actor(db, "partner", Some(world.distributor), customers()).await;
    let edit = permit(&partner, Action::EditPartnerNote);
    let see = permit(&partner, Action::SeeHistory);
    for hidden in [foreign, MISSING] {
        let refused = edit_note(db, &edit, hidden, 0, "mine", NOW).await;
        assert!(matches!(refused, Err(NoteSaveError::Refused(_))));
        let refused = history(db, &see, None, hidden).await;
        assert!(matches!(refused, Err(LicenseError::Refused(_))));
    }
}

#[both_databases]
async fn pins_are_told_to_nobody_else_and_names_to_colleagues_alone(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let license = world.license(db, "KEY", &[world.customer]).await;
    let owner = actor(db, "owner", Some(world.customer), own()).await;
    set_pin(db, &permit(&owner, Action::PinLicense), license, true, NOW).await.unwrap();
    edit_note(db, &permit(&owner, Action::EditNote), license, 0, "renew", NOW).await.unwrap();
    let colleague = actor(db, "colleague", Some(world.customer), own()).await;
    let partner = actor(db, "partner", Some(world.distributor), customers()).await;
    for (reader, events, who) in [(&owner, 2, "owner"), (&colleague, 1, "owner"), (&partner, 1, "Customer")] {
        let seen = history(db, &permit(reader, Action::SeeHistory), None, license).await.unwrap();
        assert_eq!(seen.len(), events);
        assert!(seen.iter().all(|event| event.who.as_deref() == Some(who)), "{who}");
    }
}
