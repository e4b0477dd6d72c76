use model::{Level, Levels};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::*;
use crate::db::entity::{event, membership, session as sessions};
use crate::events::Kind;
use crate::people::PredefinedRole;
use crate::sign_in::session::Token;
use crate::testing::{NOW, TestDb, World, actor, both_databases, open_session, predefined};

#[both_databases]
async fn a_person_has_a_name_and_a_time_zone(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let ada = actor(db, "ada", Some(world.customer), Levels::default()).await;
    save(db, &ada, " Ada Lovelace ", Some("europe/berlin"), NOW).await.unwrap();
    let seen = see(db, ada.user).await.unwrap();
    assert_eq!((&*seen.name, seen.time_zone.as_deref()), ("Ada Lovelace", Some("Europe/Berlin")));
    for odd in ["", "Mars/Olympus", "Europe/Berlin\0"] {
        let refused = save(db, &ada, "Ada", Some(odd), NOW).await;
        assert!(matches!(refused, Err(ProfileError::TimeZone(_))), "{odd}");
    }
    assert!(matches!(save(db, &ada, "  ", None, NOW).await, Err(ProfileError::Name(_))));
    assert_eq!(see(db, ada.user).await.unwrap(), seen);
    save(db, &ada, "Ada Lovelace", None, NOW).await.unwrap();
    let told = event::Entity::find().filter(event::Column::Kind.eq(Kind::ProfileChanged.name()));
    let told = told.all(db.connection()).await.unwrap();
    let told: Vec<_> = told.iter().map(|row| (&*row.old, &*row.new)).collect();
    let expected = [("ada", "Ada Lovelace"), ("UTC", "Europe/Berlin"), ("Europe/Berlin", "UTC")];
    assert_eq!(told, expected);
}

#[both_databases]
async fn who_deletes_itself_is_gone_and_its_events_keep_its_name(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let owner = predefined(db, "owner", world.customer, PredefinedRole::SuperAdmin).await;
    let ada = actor(db, "ada", Some(world.customer), Levels::all(Level::FullAccess)).await;
    open_session(db, ada.user, Token([1; 32]), NOW).await;
    let refused = delete(db, &owner, "owner@example.org", NOW).await;
    assert!(matches!(refused, Err(ProfileError::SuperAdmin(name)) if name == "Customer"));
    let refused = delete(db, &ada, "owner@example.org", NOW).await;
    assert!(matches!(refused, Err(ProfileError::Unconfirmed(_))));
    delete(db, &ada, " ADA@example.org ", NOW).await.unwrap();
    assert!(matches!(see(db, ada.user).await, Err(ProfileError::Refused(_))));
    assert!(matches!(delete(db, &ada, "ada@example.org", NOW).await, Err(ProfileError::Refused(_))));
    let left = membership::Entity::find().filter(membership::Column::UserId.eq(ada.user));
    assert!(left.one(db.connection()).await.unwrap().is_none());
    let left = sessions::Entity::find().filter(sessions::Column::UserId.eq(ada.user));
    assert!(left.one(db.connection()).await.unwrap().is_none());
    let told = event::Entity::find().filter(event::Column::Kind.eq(Kind::UserDeleted.name()));
    let told = told.one(db.connection()).await.unwrap().unwrap();
    assert_eq!((&*told.actor_name, &*told.object_name), ("ada@example.org", "ada@example.org"));
    assert_eq!(told.organization_id, Some(world.customer));
}
