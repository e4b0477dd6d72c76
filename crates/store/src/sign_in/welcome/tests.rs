use model::access::RoleObject;
use model::{Action, Level, OrganizationKind, Target};
use sea_orm::PaginatorTrait as _;

use super::*;
use crate::people::{NewUser, add_user};
use crate::testing::{NOW, TestDb, both_databases};

const CODE: SetUpCode = SetUpCode([7; 32]);

fn owner(name: &'static str) -> Owner<'static> {
    Owner { organization: "Vendor", name, email: " Ada@Example.org ", password_hash: "hash".into() }
}

#[both_databases]
async fn the_owner_is_the_vendors_super_admin_and_nothing_is_left_to_set_up(database: TestDb) {
    let db = &database.db;
    assert!(is_open(db).await.unwrap());
    assert!(offer(db, CODE, NOW).await.unwrap());
    let user = finish(db, CODE, owner("Ada"), NOW).await.unwrap();
    let organizations = crate::sign_in::session::organizations(db, user).await.unwrap();
    let [(vendor, called)] = organizations.as_slice() else { panic!("{organizations:?}") };
    assert_eq!(called, "Vendor");
    let actor = crate::sign_in::session::actor(db, user, Some(*vendor)).await.unwrap();
    let membership = actor.membership.as_ref().unwrap();
    assert_eq!(membership.kind, OrganizationKind::Vendor);
    assert_eq!(membership.levels.get(RoleObject::VendorConsole), Level::FullAccess);
    assert!(actor.may(Action::ManageConsole, Target::Installation));
    let email = crate::sign_in::session::person(db, &actor).await.unwrap().unwrap().email;
    assert_eq!(email, "ada@example.org");

    assert!(!is_open(db).await.unwrap());
    assert!(!offer(db, SetUpCode([8; 32]), NOW).await.unwrap());
    let again = finish(db, CODE, owner("Eve"), NOW).await;
    assert!(matches!(again, Err(SetUpError::Refused(_))), "{again:?}");
    assert_eq!(set_up_code::Entity::find().count(db.connection()).await.unwrap(), 0);
}

#[both_databases]
async fn without_the_code_nobody_does_it_and_a_code_grows_old(database: TestDb) {
    let db = &database.db;
    let none = finish(db, CODE, owner("Ada"), NOW).await;
    assert!(matches!(none, Err(SetUpError::Code)), "{none:?}");
    offer(db, CODE, NOW).await.unwrap();
    for (code, at) in [(SetUpCode([8; 32]), NOW), (CODE, NOW + LIFETIME)] {
        let refused = finish(db, code, owner("Ada"), at).await;
        assert!(matches!(refused, Err(SetUpError::Code)), "{refused:?}");
    }
    for (field, wrong) in [
        ("organization", Owner { organization: " ", ..owner("Ada") }),
        ("name", owner("")),
        ("email", Owner { email: "ada", ..owner("Ada") }),
    ] {
        let refused = finish(db, CODE, wrong, NOW).await;
        assert!(matches!(refused, Err(SetUpError::Field { field: of, .. }) if of == field), "{refused:?}");
    }
    assert!(is_open(db).await.unwrap(), "nothing is left behind");
    // Each start of a server prints one, and all are valid.
    offer(db, SetUpCode([9; 32]), NOW + LIFETIME - 1).await.unwrap();
    finish(db, CODE, owner("Ada"), NOW + LIFETIME - 1).await.unwrap();
}

#[both_databases]
async fn of_many_at_once_one_becomes_the_owner(database: TestDb) {
    let db = &database.db;
    let codes: Vec<_> = (0..4).map(|number| SetUpCode([number; 32])).collect();
    for code in &codes {
        offer(db, *code, NOW).await.unwrap();
    }
    let all = codes.iter().flat_map(|code| [(*code, "Ada"), (*code, "Eve")]);
    let all = futures::future::join_all(all.map(|(code, name)| finish(db, code, owner(name), NOW))).await;
    let done = all.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(done, 1, "{all:?}");
    let refused = all.iter().filter(|answer| matches!(answer, Err(SetUpError::Refused(_)))).count();
    assert_eq!(refused, 7, "{all:?}");
}

#[both_databases]
async fn where_there_is_somebody_there_is_nothing_to_set_up(database: TestDb) {
    let db = &database.db;
    offer(db, CODE, NOW).await.unwrap();
    let new = NewUser { email: "bob@example.org", name: "Bob", password_hash: None };
    add_user(db, new, NOW).await.unwrap();
    assert!(!is_open(db).await.unwrap());
    let refused = finish(db, CODE, owner("Ada"), NOW).await;
    assert!(matches!(refused, Err(SetUpError::Refused(_))), "{refused:?}");
}

#[test]
fn a_code_is_read_from_its_link_alone() {
    assert_eq!(SetUpCode::from_text(&CODE.to_text()).unwrap().0, CODE.0);
    for wrong in ["", "x", "…", &"A".repeat(44), &"A".repeat(42)] {
        assert!(SetUpCode::from_text(wrong).is_none(), "{wrong}");
    }
}
