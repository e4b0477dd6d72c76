//! Opening the database: SQLite or PostgreSQL, by the URL.

mod write;

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnAcquireErr, ConnectOptions, ConnectionTrait, Database, DatabaseBackend,
    DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel, RuntimeErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::migration::Migrator;

pub(crate) use write::WriteTransaction;

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither of the two databases.
    #[error("The database URL must begin with sqlite: or postgres:, and this one begins with “{0}”.")]
    Scheme(String),
    /// Opening or migrating failed.
    #[error("The database could not be opened: {0}")]
    Database(#[from] DbErr),
}

/// Number of PostgreSQL's advisory lock that is held while the schema is changed: "grantry" in ASCII.
const MIGRATION_LOCK: i64 = 0x67_7261_6e74_7279;
/// So often a connection is tried while another server prepares the same file, and the pause between: five seconds.
const BUSY_TRIES: u32 = 100;
const BUSY_PAUSE: Duration = Duration::from_millis(50);
/// So many connections there are, and so many of them writers have at most: an import on which they wait keeps nobody
/// from reading.
const CONNECTIONS: u32 = 16;
const WRITERS: usize = 12;
/// So long a connection, or the turn to write, is waited for.
const TURN_WAIT: Duration = Duration::from_secs(10);
/// So long a request waits for a note that may be left out.
const NOTE_WAIT: Duration = Duration::from_millis(250);

/// An open database with the current schema. Cloning shares the connections.
///
/// Reads and writes of tenants' data are in this crate only, each behind a permit.
#[derive(Clone, Debug)]
pub struct Db {
    connection: DatabaseConnection,
    /// The turns to write: fewer than there are connections.
    writing: Arc<Semaphore>,
    /// The turn to note what may be left out: see [`note`](Self::note).
    noting: Arc<Semaphore>,
}

impl Db {
    /// Opens the database of that URL (`sqlite:path` or `postgres://…`), makes it if it is a missing SQLite file,
    /// and brings its schema up to date.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let scheme = url.split(':').next().unwrap_or_default();
        if !matches!(scheme, "sqlite" | "postgres" | "postgresql") {
            return Err(OpenError::Scheme(scheme.to_owned()));
        }
        let mut options = ConnectOptions::new(url);
        // A database in memory lives in its one connection.
        let in_memory = url.contains(":memory:");
        options
            .max_connections(if in_memory { 1 } else { CONNECTIONS })
            .acquire_timeout(TURN_WAIT)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(Duration::from_secs(10))
                    // In KiB, and for each connection.
                    .pragma("cache_size", "-8192")
            });
        if in_memory {
            options.idle_timeout(None).max_lifetime(None);
        }
        let connection = connect(options).await?;
        let (writing, noting) = (Arc::new(Semaphore::new(WRITERS)), Arc::new(Semaphore::new(1)));
        let db = Self { connection, writing, noting };
        db.migrate().await?;
        Ok(db)
    }

    /// Brings the schema up to date: one server at a time where several start together, and whole or not at all.
    async fn migrate(&self) -> Result<(), DbErr> {
        let transaction = self.begin_write().await?;
        if self.connection.get_database_backend() == DatabaseBackend::Postgres {
            let lock = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
            transaction.execute_unprepared(&lock).await?;
        }
        Migrator::up(&transaction.transaction, None).await?;
        transaction.commit().await
    }

    /// The same database, and how many statements were sent to it by this handle.
    #[cfg(test)]
    pub(crate) fn counting(&self) -> (Self, Arc<std::sync::atomic::AtomicUsize>) {
        let count = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let mut counting = self.clone();
        let counted = Arc::clone(&count);
        counting.connection.set_metric_callback(move |_| {
            counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        });
        (counting, count)
    }

    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Begins a transaction that will write: on SQLite it takes the writer's place at once, so that it can't fail
    /// later for having read first.
    pub(crate) async fn begin_write(&self) -> Result<WriteTransaction, DbErr> {
        let turn = timeout(TURN_WAIT, Arc::clone(&self.writing).acquire_owned()).await;
        let turn = turn.ok().and_then(Result::ok).ok_or(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.connection.begin_with_options(options).await?;
        Ok(WriteTransaction { transaction, _turn: turn })
    }

    /// Waits in `transaction` until deployments can be written, before anything else is locked: an import locks that
    /// table as a whole and then its licenses, and two that lock in different orders would wait for each other.
    pub(crate) async fn lock_for_deployments(&self, transaction: &WriteTransaction) -> Result<(), DbErr> {
        if self.connection.get_database_backend() == DatabaseBackend::Postgres {
            transaction.execute_unprepared("LOCK TABLE deployments IN ROW EXCLUSIVE MODE").await?;
        }
        Ok(())
    }

    /// Runs a write that may be left out, one at a time: while another writer holds SQLite, no request waits for
    /// it for long, and no more than one connection does.
    pub(crate) async fn note<T: Send>(&self, write: impl Future<Output = Result<T, DbErr>> + Send + 'static) {
        let Ok(turn) = Arc::clone(&self.noting).try_acquire_owned() else { return };
        let written = tokio::spawn(async move {
            if let Err(error) = write.await {
                tracing::debug!(%error, "a note was left out");
            }
            drop(turn);
        });
        // Given up waiting for, it still ends by itself.
        let _ = timeout(NOTE_WAIT, written).await;
    }

    /// Begins a transaction that reads, all of it as it was at one moment.
    pub(crate) async fn begin_snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        // On SQLite every transaction is a snapshot.
        let postgres = self.connection.get_database_backend() == DatabaseBackend::Postgres;
        let options = TransactionOptions {
            isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
            access_mode: postgres.then_some(AccessMode::ReadOnly),
            ..TransactionOptions::default()
        };
        self.connection.begin_with_options(options).await
    }

    /// Asks the database for a sign of life.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.connection.ping().await
    }
}

/// Connects, and tries again for a while where another server that starts just then is turning on SQLite's
/// write-ahead log: for that one step SQLite does not wait by itself.
async fn connect(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    for _ in 0..BUSY_TRIES {
        match Database::connect(options.clone()).await {
            Err(error) if is_busy(&error) => sleep(BUSY_PAUSE).await,
            connected => return connected,
        }
    }
    Database::connect(options).await
}

fn is_busy(error: &DbErr) -> bool {
    let DbErr::Conn(RuntimeErr::SqlxError(error)) = error else { return false };
    let code = error.as_database_error().and_then(DatabaseError::code);
    // SQLITE_BUSY and its kinds: recovery, snapshot, time-out.
    matches!(code.as_deref(), Some("5" | "261" | "517" | "773"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ProductKind;
    use sea_orm::Statement;
    use tokio::task::JoinSet;

    use crate::testing::{add_product, databases, empty};

    #[tokio::test]
    async fn servers_that_start_together_on_an_empty_database_all_start() {
        for database in empty().await {
            let started = futures::future::join_all((0..4).map(|_| Db::open(&database.url))).await;
            for one in started {
                one.unwrap().ping().await.unwrap();
            }
        }
    }

    #[tokio::test]
    async fn writers_that_wait_for_an_import_leave_connections_to_readers() {
        for database in databases().await {
            let db = &database.db;
            add_product(db, "Scanner", ProductKind::OnPremises, true).await;
            let write = "UPDATE products SET maker = maker";
            let import = db.begin_write().await.unwrap();
            import.execute_unprepared(write).await.unwrap();
            let mut writers = JoinSet::new();
            for _ in 0..2 * CONNECTIONS {
                let db = db.clone();
                writers.spawn(async move {
                    let transaction = db.begin_write().await?;
                    transaction.execute_unprepared(write).await?;
                    transaction.commit().await
                });
            }
            sleep(Duration::from_millis(200)).await;
            let read = db.connection().query_one_raw(Statement::from_string(
                db.connection().get_database_backend(),
                "SELECT count(*) FROM products",
            ));
            let read = timeout(Duration::from_secs(5), read).await;
            assert!(matches!(read, Ok(Ok(Some(_)))), "{}: {read:?}", database.name);
            import.commit().await.unwrap();
            for written in writers.join_all().await {
                written.unwrap();
            }
        }
    }
}
