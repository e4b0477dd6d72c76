//! Removes events after their retention period. Their seals are kept, and so is the chain.

use std::collections::BTreeMap;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::repeated::forget;
use crate::Db;
use crate::db::entity::{event, event_organization, event_seal};

/// One transaction removes at most this many, so that other writers don't wait long.
const AT_ONCE: u64 = 1_000;

/// Removes the events past the retention period of all their organizations, and returns how many. An event that some
/// organizations still keep is removed only from the others' histories. The server whose turn it is calls this; calling it
/// twice does no harm. `now` in milliseconds since the Unix epoch.
pub async fn prune(db: &Db, now: i64) -> Result<u64, DbErr> {
    forget(db, now).await?;
    let removed = prune_events(db, now).await?;
    prune_histories(db, now).await?;
    Ok(removed)
}

/// Removes events from the histories of organizations whose retention period has ended.
async fn prune_histories(db: &Db, now: i64) -> Result<(), DbErr> {
    loop {
        let transaction = db.begin_write().await?;
        let over: Vec<(i64, i64)> = event_organization::Entity::find()
            .filter(event_organization::Column::KeepUntil.lte(now))
            .order_by_asc(event_organization::Column::KeepUntil)
            .limit(AT_ONCE)
            .select_only()
            .columns([event_organization::Column::OrganizationId, event_organization::Column::EventId])
            .into_tuple()
            .all(&transaction)
            .await?;
        if over.is_empty() {
            return Ok(());
        }
        let mut events_of: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (organization, event) in over {
            events_of.entry(organization).or_default().push(event);
        }
        for (organization, events) in events_of {
            event_organization::Entity::delete_many()
                .filter(event_organization::Column::OrganizationId.eq(organization))
                .filter(event_organization::Column::EventId.is_in(events))
                .exec(&transaction)
                .await?;
        }
        transaction.commit().await?;
    }
}

/// Removes the events that no organization keeps any longer, and returns how many.
async fn prune_events(db: &Db, now: i64) -> Result<u64, DbErr> {
    let mut removed = 0;
    loop {
        let transaction = db.begin_write().await?;
        let over: Vec<(i64, i64)> = event_seal::Entity::find()
            .filter(event_seal::Column::Pruned.eq(false))
            .filter(event_seal::Column::KeepUntil.lte(now))
            .order_by_asc(event_seal::Column::KeepUntil)
            .limit(AT_ONCE)
            .select_only()
            .columns([event_seal::Column::Seq, event_seal::Column::EventId])
            .into_tuple()
            .all(&transaction)
            .await?;
        if over.is_empty() {
            return Ok(removed);
        }
        let (seals, events): (Vec<i64>, Vec<i64>) = over.into_iter().unzip();
        let deleted = event::Entity::delete_many().filter(event::Column::Id.is_in(events));
        removed += deleted.exec(&transaction).await?.rows_affected;
        event_seal::Entity::update_many()
            .col_expr(event_seal::Column::Pruned, Expr::value(true))
            .filter(event_seal::Column::Seq.is_in(seals))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::PaginatorTrait;

    use super::*;
    use model::event::EventQuery;
    use model::{Action, Level, Levels, Target};

    use crate::db::entity::organization;
    use crate::events::{Event, Kind, page, seal, verify};
    use crate::testing::{NOW, TestDb, World, actor, both_databases};

    const DAY: i64 = 86_400_000;

    #[both_databases]
    async fn each_event_is_kept_as_long_as_held_when_it_was_written_and_the_chain_survives(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let set = |days: i32| {
            organization::Entity::update_many()
                .col_expr(organization::Column::RetentionDays, Expr::value(days))
                .filter(organization::Column::Id.eq(world.customer))
                .exec(db.connection())
        };
        let tell = async || {
            let event = Event::of_installation(NOW, Kind::OrganizationChanged);
            let event = Event { organization: Some(world.customer), ..event };
            event.record(db.connection()).await.unwrap();
            seal(db, NOW).await.unwrap();
        };
        seal(db, NOW).await.unwrap();
        let before = event::Entity::find().count(db.connection()).await.unwrap();
        set(3).await.unwrap();
        tell().await;
        set(1).await.unwrap();
        tell().await;
        set(365).await.unwrap();
        tell().await;
        for (days, removed) in [(0, 0), (1, 1), (2, 0), (3, 1), (364, 0), (365, before + 1), (366, 0)] {
            let now = NOW + days * DAY;
            assert_eq!(prune(db, now).await.unwrap(), removed, "{days}");
            let verified = verify(db, None, now).await.unwrap();
            assert_eq!(verified.findings, [], "{days}");
            assert_eq!(verified.head.count.unsigned_abs(), before + 3);
        }
        assert_eq!(event_organization::Entity::find().count(db.connection()).await.unwrap(), 0);
    }

    #[both_databases]
    async fn each_organization_keeps_what_concerns_it_as_long_as_it_wants(database: TestDb) {
        let db = &database.db;
        let world = World::make(db).await;
        let full = Levels::all(Level::FullAccess);
        let customer = actor(db, "customer", Some(world.customer), full).await;
        let other = actor(db, "other", Some(world.other_customer), full).await;
        let seeing =
            [customer, other].map(|person| person.permit(Action::SeeEvents, Target::MyOrganization).unwrap());
        seal(db, NOW).await.unwrap();
        let short = organization::Entity::update_many()
            .col_expr(organization::Column::RetentionDays, Expr::value(30))
            .filter(organization::Column::Id.eq(world.customer));
        short.exec(db.connection()).await.unwrap();
        // An event of one organization that concerns the other.
        let event = Event::by(&seeing[1], NOW, Kind::OrganizationRenamed).change("Old", "Customer");
        Event { organization: Some(world.customer), ..event }.record(db.connection()).await.unwrap();
        seal(db, NOW).await.unwrap();
        let listed = async |days: i64| {
            let mut listed = Vec::new();
            for permit in &seeing {
                let now = NOW + days * DAY;
                let found = page(db, permit, &EventQuery::default(), None, 100, now).await.unwrap();
                listed.push(found.events.iter().any(|event| event.kind == Kind::OrganizationRenamed));
            }
            listed
        };
        let rows = async || event_organization::Entity::find().count(db.connection()).await.unwrap();
        assert_eq!(listed(29).await, [true, true]);
        // Not shown anymore, whether it is already removed or not.
        assert_eq!(listed(30).await, [false, true]);
        let before = rows().await;
        assert_eq!(prune(db, NOW + 30 * DAY).await.unwrap(), 0);
        assert_eq!(rows().await, before - 1);
        assert_eq!(listed(0).await, [false, true]);
        assert_eq!(verify(db, None, NOW + 30 * DAY).await.unwrap().findings, []);
        prune(db, NOW + 365 * DAY).await.unwrap();
        assert_eq!((rows().await, listed(0).await), (0, vec![false, false]));
    }
}
