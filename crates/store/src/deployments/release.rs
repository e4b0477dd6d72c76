//! Releases the units of installations that have been silent for too long (R13).

use model::activation::Mode;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use crate::Db;
use crate::db::entity::{deployment, license};
use crate::events::{Event, Kind, record_all};

/// One transaction releases at most this many, so that other writers don't wait long.
const AT_ONCE: u64 = 500;

/// Ends deployments that were silent for longer than their license's period, and returns how many. Offline ones can't send
/// heartbeats, and are kept. The server whose turn it is calls this; calling it twice does no harm.
pub async fn release_silent(db: &Db, now: i64) -> Result<u64, DbErr> {
    let mut released = 0;
    loop {
        let count = release_some(db, now).await?;
        released += count;
        if count == 0 {
            return Ok(released);
        }
    }
}

async fn release_some(db: &Db, now: i64) -> Result<u64, DbErr> {
    let of_license = deployment::Entity::belongs_to(license::Entity)
        .from(deployment::Column::LicenseId)
        .to(license::Column::Id);
    let transaction = db.begin_write().await?;
    let found = deployment::Entity::find()
        .join(JoinType::InnerJoin, of_license.into())
        .filter(license::Column::HeartbeatPeriod.is_not_null())
        .filter(silent(now))
        .order_by_asc(deployment::Column::Id)
        .limit(AT_ONCE)
        .all(&transaction)
        .await?;
    let mut events = Vec::new();
    let mut released = 0;
    for row in found {
        // A heartbeat may have come since the query above, so the deletion checks the time again.
        let deleted = deployment::Entity::delete_many()
            .filter(deployment::Column::Id.eq(row.id))
            .filter(deployment::Column::LastSeenAt.eq(row.last_seen_at))
            .exec(&transaction)
            .await?;
        if deleted.rows_affected == 1 {
            let text = format!("Deployment ID: {}; Quantity: {}", row.deployment_id, row.quantity);
            let event = Event::of_installation(now, Kind::DeploymentReleased).on(row.license_id);
            events.push(event.change(&text, "").into_row());
            released += 1;
        }
    }
    record_all(&transaction, events).await?;
    transaction.commit().await?;
    Ok(released)
}

fn silent(now: i64) -> Condition {
    let period = Expr::col((license::Entity, license::Column::HeartbeatPeriod)).mul(1_000);
    let end = Expr::col((deployment::Entity, deployment::Column::LastSeenAt)).add(period);
    Condition::all().add(end.lt(now)).add(deployment::Column::Mode.eq(Mode::Online.name()))
}

#[cfg(test)]
mod tests {
    use sea_orm::{ActiveModelTrait, ActiveValue::Set, PaginatorTrait};

    use super::*;
    use crate::db::entity::event;
    use crate::testing::{NOW, NewLicense, TestDb, World, add_license, both_databases};

    #[both_databases]
    async fn the_silent_are_released_once_and_nobody_else(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let new =
            |key| NewLicense { key, product: world.scanner, organizations: &[], user: None, deployed: 3 };
        let watched = add_license(db, &new("WATCHED")).await;
        add_license(db, &new("UNWATCHED")).await;
        let period =
            license::ActiveModel { id: Set(watched), heartbeat_period: Set(Some(60)), ..Default::default() };
        period.update(db.connection()).await.unwrap();
        let rows = deployment::Entity::find()
            .filter(deployment::Column::LicenseId.eq(watched))
            .order_by_asc(deployment::Column::Id)
            .all(db.connection())
            .await
            .unwrap();
        let alive =
            deployment::ActiveModel { id: Set(rows[1].id), last_seen_at: Set(NOW + 1), ..Default::default() };
        alive.update(db.connection()).await.unwrap();
        let offline = deployment::ActiveModel {
            id: Set(rows[2].id),
            mode: Set("offline".into()),
            ..Default::default()
        };
        offline.update(db.connection()).await.unwrap();

        assert_eq!(release_silent(db, NOW + 60_000).await.unwrap(), 0);
        let (one, other) = tokio::join!(release_silent(db, NOW + 60_001), release_silent(db, NOW + 60_001));
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        let told = event::Entity::find().filter(event::Column::Kind.eq(Kind::DeploymentReleased.name()));
        assert_eq!(told.count(db.connection()).await.unwrap(), 1);
        let left = deployment::Entity::find().all(db.connection()).await.unwrap();
        assert_eq!(left.len(), 5);
        assert!(left.iter().all(|row| row.id != rows[0].id));
    }
}
