//! An organization's retention period for events.

use model::event::RETENTION_DAYS;
use model::{Action, OrganizationId, Permit, Refused};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::seal::seal_all;
use super::{Event, Kind};
use crate::Db;
use crate::db::entity::organization;

/// Why the retention period was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    /// The permit is for something else.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Events can't be kept for that number of days.
    #[error("Events are kept for 1 to 365 days.")]
    Days,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Returns how many days the permit's organization keeps events written from now on.
pub async fn retention(db: &Db, permit: &Permit) -> Result<i32, RetentionError> {
    permit.only(Action::SeeEvents)?;
    let organization = permit.organization().ok_or(Refused)?;
    current(db.connection(), organization).await
}

/// Changes how many days the permit's organization keeps events written from now on; earlier ones keep the retention period of
/// their time. `now` in milliseconds since the Unix epoch.
pub async fn set_retention(db: &Db, permit: &Permit, days: i32, now: i64) -> Result<(), RetentionError> {
    permit.only(Action::ManageSecurity)?;
    let organization = permit.organization().ok_or(Refused)?;
    if !RETENTION_DAYS.contains(&days) {
        return Err(RetentionError::Days);
    }
    let transaction = db.begin_write().await?;
    // A seal fixes how long its event is kept.
    seal_all(&transaction, now).await?;
    let before = current(&transaction, organization).await?;
    if before == days {
        return Ok(());
    }
    organization::Entity::update_many()
        .col_expr(organization::Column::RetentionDays, Expr::value(days))
        .filter(organization::Column::Id.eq(organization)) // tenant: own retention
        .exec(&transaction)
        .await?;
    let text = |days: i32| if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    let event = Event::by(permit, now, Kind::RetentionChanged);
    event.change(&text(before), &text(days)).record(&transaction).await?;
    Ok(transaction.commit().await?)
}

async fn current(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<i32, RetentionError> {
    let days = organization::Entity::find_by_id(organization)
        .select_only()
        .column(organization::Column::RetentionDays)
        .into_tuple()
        .one(connection)
        .await?;
    Ok(days.ok_or(Refused)?)
}

#[cfg(test)]
mod tests {
    use model::{Level, Levels, RoleObject, Target};

    use super::*;
    use crate::db::entity::{event, event_seal};
    use crate::testing::{NOW, TestDb, World, actor, both_databases, level};

    #[both_databases]
    async fn a_change_holds_for_what_is_written_from_then_on(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let owner = actor(db, "owner", Some(world.customer), Levels::all(Level::FullAccess)).await;
        let viewer = level(RoleObject::SecurityManagement, Level::ViewOnly);
        let viewer = actor(db, "viewer", Some(world.customer), viewer).await;
        let seeing = owner.permit(Action::SeeEvents, Target::MyOrganization).unwrap();
        let managing = owner.permit(Action::ManageSecurity, Target::MyOrganization).unwrap();
        assert!(viewer.permit(Action::ManageSecurity, Target::MyOrganization).is_err());
        assert_eq!(retention(db, &seeing).await.unwrap(), 365);
        assert!(matches!(set_retention(db, &seeing, 30, NOW).await, Err(RetentionError::Refused(_))));
        for odd in [0, -1, 366] {
            assert!(matches!(set_retention(db, &managing, odd, NOW).await, Err(RetentionError::Days)));
        }
        set_retention(db, &managing, 30, NOW).await.unwrap();
        set_retention(db, &managing, 30, NOW).await.unwrap();
        crate::events::seal(db, NOW).await.unwrap();
        assert_eq!(retention(db, &seeing).await.unwrap(), 30);
        let other = actor(db, "other", Some(world.other_customer), Levels::all(Level::FullAccess)).await;
        let other = other.permit(Action::SeeEvents, Target::MyOrganization).unwrap();
        assert_eq!(retention(db, &other).await.unwrap(), 365);

        let told = event::Entity::find().filter(event::Column::Kind.eq(Kind::RetentionChanged.name()));
        let told = told.all(db.connection()).await.unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!(
            (&*told[0].old, &*told[0].new, &*told[0].object_name),
            ("365 days", "30 days", "Customer")
        );
        let days = async |kind: Kind| -> Vec<i64> {
            let events = event::Entity::find()
                .filter(event::Column::Kind.eq(kind.name()))
                .filter(event::Column::OrganizationId.eq(world.customer));
            let mut days = Vec::new();
            for event in events.all(db.connection()).await.unwrap() {
                let seal = event_seal::Entity::find().filter(event_seal::Column::EventId.eq(event.id));
                let seal = seal.one(db.connection()).await.unwrap().unwrap();
                days.push((seal.keep_until - event.at) / 86_400_000);
            }
            days
        };
        assert_eq!(days(Kind::RetentionChanged).await, [30]);
        assert!(days(Kind::MemberAdded).await.iter().all(|days| *days == 365));
    }
}
