//! Reads that take long, and their turn.

use std::time::Duration;

use sea_orm::{ConnAcquireErr, DatabaseTransaction, DbErr};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::Db;

/// How many long reads there are at once. With all writers they leave connections to everybody else: to products, to
/// pages, and to the health check.
pub(super) const LONG_READERS: usize = 4;
/// How long a turn to read is waited for: the longest list of a large portal takes less.
const LONG_WAIT: Duration = Duration::from_mins(1);

/// The turns to read for long.
pub(super) fn turns() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(LONG_READERS))
}

/// A turn to read for long; given back when it is dropped.
#[derive(Debug)]
pub struct LongRead {
    _turn: OwnedSemaphorePermit,
}

/// A transaction that reads for long, all of it as it was at one moment.
#[derive(Debug)]
pub(crate) struct LongSnapshot {
    pub transaction: DatabaseTransaction,
    _turn: LongRead,
}

impl Db {
    /// Waits for a turn to read for long. Whoever reads a whole list, or page after page of an export, holds one while
    /// it has a connection.
    pub async fn long_read(&self) -> Result<LongRead, DbErr> {
        let turn = timeout(LONG_WAIT, Arc::clone(&self.long_reading).acquire_owned()).await;
        let turn = turn.ok().and_then(Result::ok).ok_or(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        Ok(LongRead { _turn: turn })
    }

    /// Begins a transaction that reads for long, all of it as it was at one moment.
    pub(crate) async fn begin_long_snapshot(&self) -> Result<LongSnapshot, DbErr> {
        let turn = self.long_read().await?;
        Ok(LongSnapshot { transaction: self.begin_snapshot().await?, _turn: turn })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::databases;

    #[tokio::test]
    async fn long_reads_and_writers_leave_connections_to_everybody_else() {
        for database in databases().await {
            let db = &database.db;
            let mut snapshots = Vec::new();
            for _ in 0..LONG_READERS {
                snapshots.push(db.begin_long_snapshot().await.unwrap());
            }
            let one_more = timeout(Duration::from_millis(100), db.begin_long_snapshot()).await;
            assert!(one_more.is_err(), "{}", database.name);
            let answer = timeout(Duration::from_secs(5), db.check_reading()).await;
            assert!(matches!(answer, Ok(Ok(()))), "{}: {answer:?}", database.name);
            snapshots.pop();
            let next = timeout(Duration::from_secs(5), db.begin_long_snapshot()).await;
            assert!(matches!(next, Ok(Ok(_))), "{}", database.name);
        }
    }

    #[test]
    fn connections_are_left_when_all_long_readers_and_all_writers_have_one() {
        assert!(LONG_READERS + super::super::WRITERS + 4 <= super::super::CONNECTIONS as usize);
    }
}
