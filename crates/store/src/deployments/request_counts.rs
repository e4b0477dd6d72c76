//! Counts requests over all servers. Each server counts by itself and adds many counts here from time to time, so that no
//! request costs a write.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, Insert, QueryFilter};

use crate::Db;
use crate::db::entity::rate_count;

/// One statement adds at most this many counts.
const AT_ONCE: usize = 1_000;

/// A caller's window of time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// The caller.
    pub subject: String,
    /// When the window began, in milliseconds since the Unix epoch. The count is deleted some minutes after that.
    pub start: i64,
}

/// Adds to the counts, and returns those windows' totals over all servers.
pub async fn add(db: &Db, counts: Vec<(Window, u64)>) -> Result<HashMap<Window, u64>, DbErr> {
    let mut totals = HashMap::with_capacity(counts.len());
    let mut rows: Vec<_> = counts
        .into_iter()
        .map(|(window, count)| rate_count::ActiveModel {
            subject: Set(window.subject),
            window_start: Set(window.start),
            requests: Set(i64::try_from(count).unwrap_or(i64::MAX)),
        })
        .collect();
    // Servers that add to the same rows take them in the same order, so that they can't deadlock.
    rows.sort_by(|one, other| {
        (one.subject.as_ref(), one.window_start.as_ref())
            .cmp(&(other.subject.as_ref(), other.window_start.as_ref()))
    });
    for some in rows.chunks(AT_ONCE) {
        let both = [rate_count::Column::Subject, rate_count::Column::WindowStart];
        let sum = Expr::col((rate_count::Entity, rate_count::Column::Requests))
            .add(Expr::cust("excluded.requests"));
        let rule = OnConflict::columns(both).value(rate_count::Column::Requests, sum).to_owned();
        let added = Insert::many(some.to_vec()).on_conflict(rule);
        for row in added.exec_with_returning(db.connection()).await? {
            let window = Window { subject: row.subject, start: row.window_start };
            totals.insert(window, u64::try_from(row.requests).unwrap_or(0));
        }
    }
    Ok(totals)
}

/// Deletes windows that began before `before`, and returns how many.
pub async fn forget(db: &Db, before: i64) -> Result<u64, DbErr> {
    let old = rate_count::Entity::delete_many().filter(rate_count::Column::WindowStart.lt(before));
    Ok(old.exec(db.connection()).await?.rows_affected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, TestDb, both_databases};

    fn window(subject: &str, start: i64) -> Window {
        Window { subject: subject.to_owned(), start }
    }

    #[both_databases]
    async fn servers_add_up_what_they_counted(database: TestDb) {
        let other = database.again().await;
        let (a, b) = (window("a", NOW), window("b", NOW));
        let first = add(&database.db, vec![(a.clone(), 3), (b.clone(), 1)]).await.unwrap();
        assert_eq!(first, HashMap::from([(a.clone(), 3), (b.clone(), 1)]));
        let second = add(&other, vec![(a.clone(), 4), (window("a", NOW + 1), 1)]).await.unwrap();
        assert_eq!(second[&a], 7);
        assert_eq!(forget(&other, NOW + 1).await.unwrap(), 2);
        assert_eq!(add(&other, vec![(a.clone(), 1)]).await.unwrap()[&a], 1);
        assert!(add(&other, Vec::new()).await.unwrap().is_empty());
    }

    #[both_databases]
    async fn servers_that_add_at_once_lose_nothing(database: TestDb) {
        let other = database.again().await;
        let counts = |reverse: bool| {
            let mut counts: Vec<_> =
                (0..1_500).map(|number| (window(&format!("{number}"), NOW), 1)).collect();
            if reverse {
                counts.reverse();
            }
            counts
        };
        for _ in 0..3 {
            let (one, two) = tokio::join!(add(&database.db, counts(false)), add(&other, counts(true)));
            one.unwrap();
            two.unwrap();
        }
        let totals = add(&other, counts(false)).await.unwrap();
        assert!(totals.values().all(|total| *total == 7));
    }
}
