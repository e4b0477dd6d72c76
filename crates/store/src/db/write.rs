//! Transactions that write, and their turns.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseBackend, DatabaseTransaction, DbErr, ExecResult, QueryResult,
    Statement,
};
use sea_orm_migration::async_trait;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::Unavailable;

/// The turns to write: fewer than there are connections, so that readers get one, however many writers wait. SQLite has one
/// writer anyway: waiting here keeps the order, and needs no connection.
#[derive(Debug)]
pub(super) struct Turns {
    free: Arc<Semaphore>,
    /// How many writers have ended.
    ended: AtomicU64,
    /// Whether a write failed because nothing can be stored, and no check has succeeded since.
    failed: AtomicBool,
}

/// One writer's turn. Dropping it lets the next one write.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Arc<Turns>,
    _permit: OwnedSemaphorePermit,
}

impl Turns {
    pub fn new(number: usize) -> Arc<Self> {
        let free = Arc::new(Semaphore::new(number));
        Arc::new(Self { free, ended: AtomicU64::new(0), failed: AtomicBool::new(false) })
    }

    /// Waits for a turn, at most that long.
    pub async fn wait(self: &Arc<Self>, patience: Duration) -> Result<Turn, DbErr> {
        let permit = timeout(patience, Arc::clone(&self.free).acquire_owned()).await;
        let permit = permit.ok().and_then(Result::ok);
        let permit = permit.ok_or(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        Ok(Turn { turns: Arc::clone(self), _permit: permit })
    }

    /// How many writers have ended so far. If somebody waits and it stays the same, one writer is taking long.
    pub fn ended(&self) -> u64 {
        self.ended.load(Ordering::Relaxed)
    }

    pub fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    pub fn set_failed(&self, failed: bool) {
        self.failed.store(failed, Ordering::Relaxed);
    }

    /// Remembers an error that says that nothing can be stored.
    pub fn watch<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if result.as_ref().err().and_then(|error| Unavailable::of(error)) == Some(Unavailable::Storage) {
            self.set_failed(true);
        }
        result
    }
}

impl Turn {
    /// Moves the turn into the transaction.
    pub fn of(self, transaction: DatabaseTransaction) -> WriteTransaction {
        WriteTransaction { transaction, failure: OnceLock::new(), turn: self }
    }

    pub fn turns(&self) -> &Turns {
        &self.turns
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.ended.fetch_add(1, Ordering::Relaxed);
    }
}

/// A transaction that writes. Dropping it rolls it back.
///
/// It ends with the first statement that fails. SQLite rolls back some failures immediately, such as a full disk, and would run
/// later statements outside of any transaction; PostgreSQL would treat COMMIT as ROLLBACK and report success.
#[derive(Debug)]
pub(crate) struct WriteTransaction {
    pub(super) transaction: DatabaseTransaction,
    /// The error of the first statement that failed.
    failure: OnceLock<DbErr>,
    turn: Turn,
}

impl WriteTransaction {
    /// Commits, unless a statement failed.
    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        self.check()?;
        let committed = self.transaction.commit().await;
        self.turn.turns.watch(committed)
    }

    /// Rolls back.
    pub(crate) async fn rollback(self) -> Result<(), DbErr> {
        self.transaction.rollback().await
    }

    fn check(&self) -> Result<(), DbErr> {
        self.failure.get().map_or(Ok(()), |failure| Err(failure.clone()))
    }

    fn note<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Err(error) = &result {
            self.failure.get_or_init(|| error.clone());
        }
        self.turn.turns.watch(result)
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for WriteTransaction {
    fn get_database_backend(&self) -> DatabaseBackend {
        self.transaction.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.check()?;
        self.note(self.transaction.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.check()?;
        self.note(self.transaction.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.check()?;
        self.note(self.transaction.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.check()?;
        self.note(self.transaction.query_all_raw(statement).await)
    }
}

#[cfg(test)]
mod tests {
    use model::ProductKind;

    use super::*;
    use crate::testing::{TestDb, add_product, both_databases};

    #[both_databases]
    async fn nothing_is_kept_after_a_failure_and_that_is_told(database: TestDb) {
        let db = &database.db;
        add_product(db, "Scanner", ProductKind::OnPremises, true).await;
        let transaction = db.begin_write().await.unwrap();
        transaction.execute_unprepared("UPDATE products SET maker = 'changed'").await.unwrap();
        transaction.execute_unprepared("UPDATE nowhere SET maker = 'changed'").await.unwrap_err();
        // PostgreSQL answers COMMIT with ROLLBACK, which sqlx treats as success.
        assert!(transaction.commit().await.is_err());
        let changed = "SELECT count(*) FROM products WHERE maker = 'changed'";
        let changed = Statement::from_string(db.connection().get_database_backend(), changed);
        let row = db.connection().query_one_raw(changed).await.unwrap().unwrap();
        assert_eq!(row.try_get_by::<i64, _>(0).unwrap(), 0);
    }
}
