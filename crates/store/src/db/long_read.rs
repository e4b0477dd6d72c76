//! Long reads: they take turns, and on SQLite have connections of their own.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnAcquireErr, DatabaseConnection, DatabaseTransaction, DbErr};
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::{Db, LONG_READERS, connect};
use crate::aside;

/// How long to wait for a turn to read: the longest list of a large portal takes less.
const LONG_WAIT: Duration = Duration::from_mins(1);

/// The turns and the connections for long reads.
#[derive(Debug)]
pub(super) struct LongReads {
    turns: Arc<Semaphore>,
    /// The SQLite file, if there is one.
    file: Option<String>,
    opened: OnceCell<DatabaseConnection>,
}

impl LongReads {
    /// Of the database that `connection` is connected to by `url`.
    pub(super) fn of(url: &str) -> Arc<Self> {
        let is_file = url.starts_with("sqlite:") && !connect::is_in_memory(url);
        let file = is_file.then(|| url.to_owned());
        Arc::new(Self { turns: Arc::new(Semaphore::new(LONG_READERS)), file, opened: OnceCell::new() })
    }
}

/// A turn for a long read, and the database to read from. Dropping it gives the turn back.
#[derive(Debug)]
pub struct LongRead {
    db: Db,
    _turn: OwnedSemaphorePermit,
}

impl Deref for LongRead {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

/// A transaction for a long read, whose reads all see the same moment.
#[derive(Debug)]
pub(crate) struct LongSnapshot {
    pub transaction: DatabaseTransaction,
    _turn: LongRead,
}

impl Db {
    /// Waits for a turn for a long read. Anyone who reads a whole list, or an export page by page, holds one while they have a
    /// connection, and reads from the database in it.
    pub async fn long_read(&self) -> Result<LongRead, DbErr> {
        let turn = timeout(LONG_WAIT, Arc::clone(&self.long_reads.turns).acquire_owned()).await;
        let turn = turn.ok().and_then(Result::ok).ok_or(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        Ok(LongRead { db: self.for_long_reads().await?, _turn: turn })
    }

    /// Begins a transaction for a long read, whose reads all see the same moment.
    pub(crate) async fn begin_long_snapshot(&self) -> Result<LongSnapshot, DbErr> {
        let turn = self.long_read().await?;
        Ok(LongSnapshot { transaction: turn.begin_snapshot().await?, _turn: turn })
    }

    /// The database for long reads. Each SQLite connection has a thread that does its work. A low-priority thread starts these;
    /// on Linux they inherit its priority, so that short requests don't wait for long lists.
    async fn for_long_reads(&self) -> Result<Self, DbErr> {
        let Some(file) = &self.long_reads.file else { return Ok(self.clone()) };
        let open = async || {
            let file = file.clone();
            let opened = aside(move || async move {
                let connection = connect::sqlite_for_long_reads(&file).await?;
                let pool = connection.get_sqlite_connection_pool();
                let all = futures::future::try_join_all((0..LONG_READERS).map(|_| pool.acquire())).await;
                all.map_err(|error| DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into())))?;
                Ok::<_, DbErr>(connection)
            });
            #[cfg_attr(
                not(any(test, feature = "testing")),
                expect(unused_mut, reason = "tests count statements")
            )]
            let mut connection = opened.await?;
            #[cfg(any(test, feature = "testing"))]
            self.count.watch(&mut connection);
            Ok::<_, DbErr>(connection)
        };
        let connection = self.long_reads.opened.get_or_try_init(open).await?.clone();
        Ok(Self { connection, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{TestDb, both_databases};

    #[both_databases]
    async fn long_reads_and_writers_leave_connections_to_everybody_else(database: TestDb) {
        let db = &database.db;
        let mut snapshots = Vec::new();
        for _ in 0..LONG_READERS {
            snapshots.push(db.begin_long_snapshot().await.unwrap());
        }
        let one_more = timeout(Duration::from_millis(100), db.begin_long_snapshot()).await;
        assert!(one_more.is_err());
        let answer = timeout(Duration::from_secs(5), db.check_reading()).await;
        assert!(matches!(answer, Ok(Ok(()))), "{answer:?}");
        snapshots.pop();
        let next = timeout(Duration::from_secs(5), db.begin_long_snapshot()).await;
        assert!(matches!(next, Ok(Ok(_))));
    }

    #[test]
    fn connections_are_left_when_all_long_readers_and_all_writers_have_one() {
        assert!(LONG_READERS + crate::db::WRITERS + 4 <= crate::db::CONNECTIONS as usize);
    }
}
