//! Opens the database: SQLite or PostgreSQL, depending on the URL.

pub(crate) mod actor_query;
pub mod backup;
pub(crate) mod batch;
pub(crate) mod blocking;
pub(crate) mod clock_skew;
mod connect;
#[cfg(any(test, feature = "testing"))]
mod count;
pub(crate) mod entity;
#[cfg(test)]
mod full_disk;
mod health;
pub mod keys;
pub mod lease;
pub(crate) mod licenses_named;
pub(crate) mod lock_order;
mod long_read;
pub(crate) mod migration;
mod pooler;
pub(crate) mod readable;
pub mod request_origin;
pub(crate) mod scope;
pub mod sealed;
pub mod secret;
pub(crate) mod session_token;
pub mod statistics;
pub(crate) mod throttle;
mod tuples;
mod unavailable;
mod uniqueness;
mod write;

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sea_query::{Alias, Query};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{MigratorTrait, SchemaManager};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

use crate::db::migration::Migrator;
use health::Checked;
use long_read::LongReads;
use write::{Turn, Turns};

pub use health::Unwell;
pub use long_read::LongRead;
pub(crate) use tuples::tuples;
pub use unavailable::Unavailable;
pub(crate) use uniqueness::OrTaken;
pub use uniqueness::is_taken;
pub(crate) use write::WriteTransaction;

/// Why the database could not be opened. No message contains the URL, which may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL is for neither database.
    #[error("The database URL begins with neither sqlite: nor postgres:.")]
    Scheme,
    /// The URL can't be read.
    #[error(
        "The database URL can't be read: {0}. It looks like postgres://USER:PASSWORD@HOST:PORT/NAME; in a password, \
         characters such as / ? # and @ are written %2F %3F %23 and %40."
    )]
    Url(String),
    /// PostgreSQL does not accept connections.
    #[error("PostgreSQL at {place} can't be reached: {reason}")]
    Unreachable {
        /// Host and port, or the socket.
        place: String,
        /// The system's message.
        reason: String,
    },
    /// The PostgreSQL server has no database of that name.
    #[error("PostgreSQL at {place}: {reason}. Grantry does not create it: use CREATE DATABASE.")]
    Missing {
        /// Host and port, or the socket.
        place: String,
        /// The server's message.
        reason: String,
    },
    /// A newer version has changed the schema.
    #[error(
        "The database belongs to a newer version of Grantry: this version does not know its schema {0}. Run \
         the newer version, or restore a backup from before the upgrade."
    )]
    Newer(String),
    /// The database was to be opened as it is, and its schema is older.
    #[error("The database is from an older version of Grantry, or empty. Run `grantry serve` with it once.")]
    Older,
    /// A pooler between Grantry and PostgreSQL does not support prepared statements.
    #[error(
        "PostgreSQL is reached through a connection pooler that mixes up prepared statements. Use \
         PgBouncer 1.21 or later with max_prepared_statements = 200, or session pooling, or connect to PostgreSQL directly."
    )]
    MixedUp,
    /// Opening or migrating failed.
    #[error("The database could not be opened: {0}")]
    Database(#[source] DbErr),
}

impl OpenError {
    fn of(error: DbErr) -> Self {
        if pooler::is_mixed_up(&error) { Self::MixedUp } else { Self::Database(error) }
    }
}

impl From<DbErr> for OpenError {
    fn from(error: DbErr) -> Self {
        Self::of(error)
    }
}

/// What opening a database may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Makes a SQLite file that is missing, and brings the schema up to date.
    Create,
    /// Brings the schema up to date; fails if a SQLite file is missing.
    Existing,
    /// Changes nothing; for commands that only read.
    AsItIs,
}

/// PostgreSQL's advisory lock held while the schema changes: "grantry" in ASCII.
const MIGRATION_LOCK: i64 = 0x67_7261_6e74_7279;
/// The number of connections, and the most of them that writers use: writers that wait for an import must not keep anybody from
/// reading. SQLite has one writer at a time. Long reads have a few connections of their own ([`long`]).
const CONNECTIONS: u32 = 20;
const WRITERS: usize = 12;
/// How many long reads run at once. Together with all writers they leave connections to everything else: products, pages and
/// the health check.
const LONG_READERS: usize = 4;
/// How long to wait for a connection, a lock, or the turn to write.
const TURN_WAIT: Duration = Duration::from_secs(10);
/// How long a request waits for a write that may be skipped.
const NOTE_WAIT: Duration = Duration::from_millis(250);

/// An open database with the current schema. Cloning shares the connections.
///
/// Private: only this crate reads and writes tenants' data, each time behind a permit.
#[derive(Clone, Debug)]
pub struct Db {
    connection: DatabaseConnection,
    turns: Arc<Turns>,
    /// The turn to make a write that may be skipped: see [`note`](Self::note).
    noting: Arc<Semaphore>,
    checked: Arc<Mutex<Checked>>,
    long_reads: Arc<LongReads>,
    /// Whether a pooler shares PostgreSQL's sessions: see [`pooler`].
    is_pooled: bool,
    #[cfg(any(test, feature = "testing"))]
    count: count::Count,
}

impl Db {
    /// Opens the database at that URL (`sqlite:path` or `postgres://…`). Creates a missing SQLite file and brings the schema up
    /// to date.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Self::open_with(url, Opening::Create).await
    }

    /// Opens the database at that URL (`sqlite:path` or `postgres://…`).
    pub async fn open_with(url: &str, opening: Opening) -> Result<Self, OpenError> {
        #[cfg_attr(
            not(any(test, feature = "testing")),
            expect(unused_mut, reason = "tests count statements")
        )]
        let mut connection = connect::connect(url, opening).await?;
        #[cfg(any(test, feature = "testing"))]
        let count = count::Count::of(&mut connection);
        let is_sqlite = connection.get_database_backend() == DatabaseBackend::Sqlite;
        let is_pooled = !is_sqlite && pooler::is_pooled(connection.get_postgres_connection_pool()).await?;
        if is_pooled {
            tracing::info!("PostgreSQL is reached through a pooler, by transaction");
        }
        let db = Self {
            connection,
            turns: Turns::new(if is_sqlite { 1 } else { WRITERS }),
            noting: Arc::new(Semaphore::new(1)),
            checked: Arc::default(),
            long_reads: LongReads::of(url),
            is_pooled,
            #[cfg(any(test, feature = "testing"))]
            count,
        };
        match opening {
            Opening::Create | Opening::Existing => db.migrate().await?,
            Opening::AsItIs => db.check_schema().await?,
        }
        Ok(db)
    }

    /// Brings the schema up to date, whole or not at all. Of several servers that start together, one at a time does so.
    async fn migrate(&self) -> Result<(), OpenError> {
        let transaction = self.begin_write().await?;
        if self.connection.get_database_backend() == DatabaseBackend::Postgres {
            // Waits as long as another server takes to change a large table.
            let lock = format!("SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
            transaction.execute_unprepared(&lock).await?;
        }
        if let Some(unknown) = unknown_migration(&transaction.transaction).await? {
            return Err(OpenError::Newer(unknown));
        }
        let pending = Migrator::get_pending_migrations_read_only(&transaction.transaction).await?;
        Migrator::up(&transaction.transaction, None).await?;
        transaction.commit().await?;
        if !pending.is_empty() {
            statistics::renew_after(self, "a change of the schema").await;
        }
        Ok(())
    }

    /// Checks that the schema is this version's. Changes nothing.
    async fn check_schema(&self) -> Result<(), OpenError> {
        let transaction = self.begin_snapshot().await?;
        if let Some(unknown) = unknown_migration(&transaction).await? {
            return Err(OpenError::Newer(unknown));
        }
        let pending = Migrator::get_pending_migrations_read_only(&transaction).await?;
        if pending.is_empty() { Ok(()) } else { Err(OpenError::Older) }
    }

    /// A handle to the same database, with a count of the statements sent by it.
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

    /// Begins a transaction that will write. On SQLite it becomes the writer immediately, so that it can't fail later for
    /// having read first.
    pub(crate) async fn begin_write(&self) -> Result<WriteTransaction, DbErr> {
        self.begin_in_turn(self.turns.wait(TURN_WAIT).await?).await
    }

    async fn begin_in_turn(&self, turn: Turn) -> Result<WriteTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let begun = self.connection.begin_with_options(options).await;
        let transaction = turn.turns().watch(begun)?;
        let transaction = turn.of(transaction);
        if self.is_pooled {
            let wait = format!("SET LOCAL lock_timeout = {}", TURN_WAIT.as_millis());
            transaction.execute_unprepared(&wait).await?;
        }
        Ok(transaction)
    }

    /// Waits in `transaction` until deployments can be written, before it locks anything else. An import locks that whole table
    /// and then its licenses: locking in another order would deadlock.
    pub(crate) async fn lock_for_deployments(&self, transaction: &WriteTransaction) -> Result<(), DbErr> {
        if self.connection.get_database_backend() == DatabaseBackend::Postgres {
            transaction.execute_unprepared("LOCK TABLE deployments IN ROW EXCLUSIVE MODE").await?;
        }
        Ok(())
    }

    /// Runs a write that may be skipped, one at a time: while another writer holds SQLite, no request waits long for it, and at
    /// most one connection waits.
    pub(crate) async fn note<T: Send>(&self, write: impl Future<Output = Result<T, DbErr>> + Send + 'static) {
        let Ok(turn) = Arc::clone(&self.noting).try_acquire_owned() else { return };
        let written = tokio::spawn(async move {
            if let Err(error) = write.await {
                tracing::debug!(%error, "a note was left out");
            }
            drop(turn);
        });
        // A write that is not waited for any longer still ends by itself.
        let _ = timeout(NOTE_WAIT, written).await;
    }

    /// Begins a transaction whose reads all see the same moment.
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
}

/// The name of a migration that ran on the database and that this version does not know.
async fn unknown_migration(transaction: &DatabaseTransaction) -> Result<Option<String>, DbErr> {
    let table = "seaql_migrations";
    if !SchemaManager::new(transaction).has_table(table).await? {
        return Ok(None);
    }
    let names = Query::select().column(Alias::new("version")).from(Alias::new(table)).to_owned();
    let rows = transaction.query_all(&names).await?;
    let known: Vec<_> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let names: Result<Vec<String>, DbErr> = rows.iter().map(|row| row.try_get_by(0)).collect();
    Ok(names?.into_iter().find(|name| !known.contains(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ProductKind;
    use sea_orm::Statement;
    use tokio::task::JoinSet;
    use tokio::time::sleep;

    use crate::testing::{ClosedDb, TestDb, add_product, both_databases};

    #[both_databases]
    async fn servers_that_start_together_on_an_empty_database_all_start(database: ClosedDb) {
        let started = futures::future::join_all((0..4).map(|_| Db::open(&database.url))).await;
        for one in started {
            one.unwrap().check_reading().await.unwrap();
        }
    }

    #[both_databases]
    async fn a_newer_schema_is_told_and_left_alone(database: TestDb) {
        let applied = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)";
        database.db.connection().execute_unprepared(applied).await.unwrap();
        let error = Db::open(database.url()).await.unwrap_err();
        let told = error.to_string();
        assert!(matches!(error, OpenError::Newer(_)), "{told}");
        assert!(
            told.contains("newer version of Grantry: this version does not know its schema m9999_later"),
            "{told}"
        );
    }

    #[both_databases]
    async fn writers_that_wait_for_an_import_leave_connections_to_readers(database: TestDb) {
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
        assert!(matches!(read, Ok(Ok(Some(_)))), "{read:?}");
        import.commit().await.unwrap();
        for written in writers.join_all().await {
            written.unwrap();
        }
    }
}
