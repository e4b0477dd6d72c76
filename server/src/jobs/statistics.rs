//! Renews the statistics by which the database plans its queries.

use futures::FutureExt as _;
use store::db::statistics::renew;

use super::Job;

/// Every day.
pub const JOB: Job = Job {
    name: "renew-statistics",
    period: 24 * 60 * 60_000,
    act: |db, _| async move { renew(db).await.map(|()| 0) }.boxed(),
};

#[cfg(test)]
mod tests {
    use store::testing::{NOW, TestDb, World, both_databases, known_rows};

    use super::*;

    #[both_databases]
    async fn one_of_two_servers_counts_the_rows_once_a_day(database: TestDb) {
        let (db, other) = (&database.db, database.again().await);
        World::make(db).await;
        assert!(known_rows(db, "organizations").await.is_none_or(|known| known == -1), "nobody has counted");
        let (one, two) = tokio::join!(JOB.turn(db, "one", NOW), JOB.turn(&other, "two", NOW));
        let turns = [one.unwrap(), two.unwrap()];
        assert!(turns.contains(&Some(0)) && turns.contains(&None), "{turns:?}");
        assert!(known_rows(db, "organizations").await.is_none_or(|known| known > 1));
        let day = 24 * 3_600_000;
        assert_eq!(JOB.turn(db, "one", NOW + day - 1).await.unwrap(), None);
        assert_eq!(JOB.turn(&other, "two", NOW + day).await.unwrap(), Some(0));
    }
}
