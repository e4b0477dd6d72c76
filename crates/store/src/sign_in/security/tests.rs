use model::security::{Security, Settings};
use model::{Action, Level, Levels, RoleObject, Target};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::*;
use crate::db::entity::event;
use crate::events::Kind;
use crate::sign_in::second_factor;
use crate::testing::{NOW, TestDb, World, actor, both_databases, level};

#[both_databases]
async fn who_manages_security_says_how_its_people_sign_in(database: TestDb) {
    let db = &database.db;
    let world = World::make(db).await;
    let owner = actor(db, "owner", Some(world.customer), Levels::all(Level::FullAccess)).await;
    let viewer = level(RoleObject::SecurityManagement, Level::ViewOnly);
    let viewer = actor(db, "viewer", Some(world.customer), viewer).await;
    let other = actor(db, "other", Some(world.other_customer), Levels::all(Level::FullAccess)).await;
    let seeing = viewer.permit(Action::SeeSecurity, Target::MyOrganization).unwrap();
    assert!(viewer.permit(Action::ManageSecurity, Target::MyOrganization).is_err());
    let managing = owner.permit(Action::ManageSecurity, Target::MyOrganization).unwrap();
    let before = Settings { factor_required: false, idle_minutes: 720 };
    let expected = Security { settings: before, members: 2, with_factor: 0 };
    assert_eq!(see(db, &seeing).await.unwrap(), expected);

    let new = Settings { factor_required: true, idle_minutes: 5 };
    assert!(matches!(set(db, &seeing, before, new, NOW).await, Err(SecurityError::Refused(_))));
    for idle_minutes in [4, 721] {
        let odd = set(db, &managing, before, Settings { idle_minutes, ..new }, NOW).await;
        assert!(matches!(odd, Err(SecurityError::Idle(_))));
    }
    set(db, &managing, before, new, NOW).await.unwrap();
    set(db, &managing, before, new, NOW).await.unwrap();
    // Somebody who opened the settings before that can't unknowingly undo it.
    let late = set(db, &managing, before, Settings { idle_minutes: 60, ..before }, NOW).await;
    assert!(matches!(late, Err(SecurityError::Changed)), "{late:?}");
    assert_eq!(see(db, &seeing).await.unwrap().settings, new);
    let required_by = async |user| second_factor::state(db, user).await.unwrap().required_by;
    assert_eq!(required_by(viewer.user).await.as_deref(), Some("Customer"));
    assert_eq!(required_by(other.user).await, None);
    let told = event::Entity::find()
        .filter(event::Column::Kind.eq(Kind::SecurityChanged.name()))
        .order_by_asc(event::Column::Id);
    let told: Vec<_> = told.all(db.connection()).await.unwrap();
    let told: Vec<_> = told.iter().map(|row| (&*row.old, &*row.new, &*row.object_name)).collect();
    let expected = [
        ("Second factor not required", "Second factor required", "Customer"),
        ("Idle timeout: 720 minutes", "Idle timeout: 5 minutes", "Customer"),
    ];
    assert_eq!(told, expected);
}
