//! Opening the database: SQLite or PostgreSQL, by the URL.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::migration::Migrator;

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

/// An open database with the current schema. Cloning shares the connections.
///
/// Reads and writes of tenants' data are in this crate only, each behind a permit.
#[derive(Clone, Debug)]
pub struct Db {
    connection: DatabaseConnection,
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
            .max_connections(if in_memory { 1 } else { 16 })
            .acquire_timeout(Duration::from_secs(10))
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(Duration::from_secs(10))
                    .pragma("cache_size", "-65536")
            });
        if in_memory {
            options.idle_timeout(None).max_lifetime(None);
        }
        let connection = Database::connect(options).await?;
        Migrator::up(&connection, None).await?;
        Ok(Self { connection })
    }

    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Begins a transaction that will write: on SQLite it takes the writer's place at once, so that it can't fail
    /// later for having read first.
    pub(crate) async fn begin_write(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.connection.begin_with_options(options).await
    }

    /// Asks the database for a sign of life.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.connection.ping().await
    }
}
