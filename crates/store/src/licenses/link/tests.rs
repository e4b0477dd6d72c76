use futures::future::join_all;
use model::{Actor, Level, Levels, RoleObject, Target};
use sea_orm::PaginatorTrait;

use super::*;
use crate::testing::{NOW, TestDb, World, actor, both_databases, level};

fn permit(actor: &Actor) -> Permit {
    actor.permit(Action::ListLicenses, Target::MyOrganization).unwrap()
}

async fn count(db: &Db) -> u64 {
    short_link::Entity::find().count(db.connection()).await.unwrap()
}

#[both_databases]
async fn the_same_filter_is_one_link_whoever_saves_it(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = permit(&actor(db, "ada", Some(world.distributor), Levels::default()).await);
    let eve = permit(&actor(db, "eve", Some(world.other_customer), Levels::default()).await);
    let token = save(db, &ada, "orgs=1,3,5", NOW).await.unwrap();
    assert_eq!(token, token_of("orgs=1,3,5"));
    assert_eq!(token.len(), TOKEN_LENGTH);
    assert_eq!(save(db, &ada, "orgs=1,3,5", NOW + 1).await.unwrap(), token);
    assert_eq!(save(db, &eve, "orgs=1,3,5", NOW + 2).await.unwrap(), token);
    assert_eq!(count(db).await, 1);
    assert_ne!(save(db, &ada, "orgs=1,3,7", NOW).await.unwrap(), token);
    assert_eq!(count(db).await, 2);
    // It is a filter and no right: anybody with the link may read the numbers in it.
    assert_eq!(find(db, &eve, &token, NOW).await.unwrap().as_deref(), Some("orgs=1,3,5"));
    for unknown in [
        String::new(),
        "x".repeat(TOKEN_LENGTH),
        format!("{token}="),
        format!("\0{}", &token[1..]),
        token.chars().rev().collect(),
    ] {
        assert_eq!(find(db, &ada, &unknown, NOW).await.unwrap(), None, "{unknown:?}");
    }
}

#[both_databases]
async fn those_who_save_the_same_at_once_get_the_same(database: TestDb) {
    let other = database.again().await;
    let world = World::make(&database.db).await;
    let ada = permit(&actor(&database.db, "ada", Some(world.distributor), Levels::default()).await);
    let saving = (0..20).map(|number| {
        let (db, ada) = (if number % 2 == 0 { &database.db } else { &other }, &ada);
        async move { save(db, ada, "orgs=1,3,5", NOW).await.unwrap() }
    });
    let tokens = join_all(saving).await;
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    assert_eq!(count(&database.db).await, 1);
}

#[both_databases]
async fn nothing_is_saved_but_a_filter_of_bounded_size(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = actor(db, "ada", Some(world.distributor), level(RoleObject::ApiAccess, Level::ViewOnly)).await;
    let list = permit(&ada);
    let long = format!("orgs={}", "1,".repeat(model::link::STATE_LIMIT / 2));
    for (odd, expected) in [
        ("https://evil.example/?orgs=1", StateError::NoFilter),
        ("next=//evil.example", StateError::NoFilter),
        ("org=1\u{0}2", StateError::NoFilter),
        // A search may be a key or a name.
        ("q=key", StateError::NoFilter),
        ("", StateError::NoFilter),
        (long.as_str(), StateError::TooLong),
    ] {
        let refused = save(db, &list, odd, NOW).await;
        assert!(matches!(refused, Err(LinkError::State(error)) if error == expected), "{odd:.40}");
    }
    let other = ada.permit(Action::ListApiTokens, Target::MyOrganization).unwrap();
    assert!(matches!(save(db, &other, "orgs=1", NOW).await, Err(LinkError::Refused(_))));
    assert!(matches!(find(db, &other, &token_of("orgs=1"), NOW).await, Err(LinkError::Refused(_))));
    assert_eq!(count(db).await, 0);
}

#[both_databases]
async fn a_person_has_a_bounded_number_of_links_and_keeps_those_in_use(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = permit(&actor(db, "ada", Some(world.distributor), Levels::default()).await);
    let eve = permit(&actor(db, "eve", Some(world.distributor), Levels::default()).await);
    let state = |number: u64| format!("orgs={number}");
    let of_eve = save(db, &eve, "product=1", NOW).await.unwrap();
    // In few statements: one by one they would take a minute.
    let rows = (0..MOST_OF_PERSON).map(|number| short_link::ActiveModel {
        name: Set(token_of(&state(number))),
        state: Set(state(number)),
        user_id: Set(Some(ada.user())),
        organization_id: Set(ada.organization()),
        created_at: Set(NOW),
        last_used_at: Set(NOW + i64::try_from(number).unwrap()),
    });
    crate::db::batch::insert(db.connection(), rows.collect()).await.unwrap();
    // Opened by a colleague a day later, the oldest is in use again, and the next one goes.
    assert!(find(db, &eve, &token_of(&state(0)), NOW + DAY).await.unwrap().is_some());
    save(db, &ada, &state(MOST_OF_PERSON), NOW + DAY).await.unwrap();
    assert_eq!(count(db).await, MOST_OF_PERSON + 1);
    for (number, is_there) in [(0, true), (1, false), (2, true), (MOST_OF_PERSON, true)] {
        let found = find(db, &ada, &token_of(&state(number)), NOW + DAY).await.unwrap();
        assert_eq!(found.is_some(), is_there, "{number}");
    }
    assert!(find(db, &ada, &of_eve, NOW + DAY).await.unwrap().is_some());
}

#[both_databases]
async fn links_that_nobody_uses_are_forgotten_and_their_maker_may_go(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = permit(&actor(db, "ada", Some(world.distributor), Levels::default()).await);
    let eve = permit(&actor(db, "eve", Some(world.distributor), Levels::default()).await);
    let (used, unused) = (save(db, &ada, "orgs=1", NOW), save(db, &ada, "orgs=2", NOW));
    let (used, unused) = (used.await.unwrap(), unused.await.unwrap());
    crate::db::entity::user::Entity::delete_by_id(ada.user()).exec(db.connection()).await.unwrap();
    let later = NOW + KEPT - 1;
    assert!(find(db, &eve, &used, later).await.unwrap().is_some());
    assert_eq!(forget(db, later).await.unwrap(), 0);
    // Expired for everybody, whether the job has run or not.
    assert_eq!(find(db, &eve, &unused, NOW + KEPT).await.unwrap(), None);
    assert_eq!(forget(db, NOW + KEPT).await.unwrap(), 1);
    assert!(find(db, &eve, &used, NOW + KEPT).await.unwrap().is_some());
    // Saved again, it is the same link.
    assert_eq!(save(db, &eve, "orgs=2", NOW + KEPT).await.unwrap(), unused);
}

#[both_databases]
async fn who_only_looks_in_saves_nothing(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let levels = level(RoleObject::LicenseManagement, Level::FullAccess);
    let mut staff = actor(db, "staff", Some(world.distributor), levels).await;
    let ada = permit(&staff);
    let known = save(db, &ada, "orgs=1", NOW).await.unwrap();
    staff.membership.as_mut().unwrap().viewed = true;
    let looking = permit(&staff);
    assert!(matches!(save(db, &looking, "orgs=2", NOW).await, Err(LinkError::Refused(_))));
    // A viewer opens a link, and that changes nothing.
    assert!(find(db, &looking, &known, NOW + 2 * DAY).await.unwrap().is_some());
    assert_eq!(save(db, &looking, "orgs=1", NOW + 2 * DAY).await.unwrap(), known);
    let row = short_link::Entity::find_by_id(known.as_str()).one(db.connection()).await.unwrap().unwrap();
    assert_eq!((row.last_used_at, count(db).await), (NOW, 1));
}

#[both_databases]
async fn a_person_saves_a_bounded_number_of_new_links_an_hour(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = permit(&actor(db, "ada", Some(world.distributor), Levels::default()).await);
    let eve = permit(&actor(db, "eve", Some(world.distributor), Levels::default()).await);
    let known = save(db, &ada, "orgs=1", NOW).await.unwrap();
    for number in 2..=i64::from(MOST_NEW) {
        save(db, &ada, &format!("orgs={number}"), NOW).await.unwrap();
    }
    let refused = save(db, &ada, "product=1", NOW).await;
    assert!(matches!(refused, Err(LinkError::Throttled(_))), "{refused:?}");
    assert_eq!(save(db, &ada, "orgs=1", NOW).await.unwrap(), known, "it is there");
    assert!(save(db, &eve, "product=2", NOW).await.is_ok(), "she has saved none");
    assert!(save(db, &ada, "product=1", NOW + throttle::WINDOW).await.is_ok());
}

#[both_databases]
async fn many_old_links_are_forgotten_in_portions(database: TestDb) {
    let db = &database.db;
    let total = 2 * AT_ONCE + 1;
    let rows = (0..total).map(|number| short_link::ActiveModel {
        name: Set(format!("link {number}")),
        state: Set("orgs=1".to_owned()),
        user_id: Set(None),
        organization_id: Set(None),
        created_at: Set(NOW),
        last_used_at: Set(NOW),
    });
    crate::db::batch::insert(db.connection(), rows.collect()).await.unwrap();
    let (gone, statements) = db.counted(forget(db, NOW + KEPT)).await;
    assert_eq!(gone.unwrap(), total);
    assert!(statements >= 6, "{statements} statements for three portions");
}
