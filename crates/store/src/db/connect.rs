//! Connects to the database, and decides which connections are reused.

use std::str::FromStr as _;
use std::time::Duration;

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, Connection as _, Executor as _};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, RuntimeErr};
use tokio::time::{sleep, timeout};

use super::{CONNECTIONS, LONG_READERS, OpenError, Opening, TURN_WAIT, Unavailable};

/// How often, and with what pause, to try a connection while another server prepares the same file: five seconds in all.
const BUSY_TRIES: u32 = 100;
const BUSY_PAUSE: Duration = Duration::from_millis(50);
/// The size in bytes to which SQLite's write-ahead log shrinks after a huge write; otherwise the file stays large.
const LOG_SIZE: u64 = 64 << 20;
/// How long to look for the reason that PostgreSQL can't be reached.
const REASON_WAIT: Duration = Duration::from_secs(5);

/// Connects to the database at that URL. No message contains the URL, which may hold a password.
pub(super) async fn connect(url: &str, opening: Opening) -> Result<DatabaseConnection, OpenError> {
    let (scheme, _) = url.split_once(':').unwrap_or_default();
    match scheme {
        "sqlite" => Ok(sqlite(url, opening).await?),
        "postgres" | "postgresql" => postgres(url).await,
        _ => Err(OpenError::Scheme),
    }
}

/// Whether the database is in memory, where it lives in its one connection.
pub(super) fn is_in_memory(url: &str) -> bool {
    url.contains(":memory:")
}

/// Further connections to an existing SQLite file, for long reads. They stay open.
pub(super) async fn sqlite_for_long_reads(url: &str) -> Result<DatabaseConnection, DbErr> {
    let readers = u32::try_from(LONG_READERS).unwrap_or(u32::MAX);
    let mut options = sqlite_options(url, Opening::AsItIs);
    options.max_connections(readers).idle_timeout(None).max_lifetime(None);
    Database::connect(options).await
}

async fn sqlite(url: &str, opening: Opening) -> Result<DatabaseConnection, DbErr> {
    let options = sqlite_options(url, opening);
    for _ in 0..BUSY_TRIES {
        // Another server that starts at the same time may be turning on the write-ahead log; SQLite does not wait for that.
        match Database::connect(options.clone()).await {
            Err(error) if is_busy(&error) => sleep(BUSY_PAUSE).await,
            connected => return connected,
        }
    }
    Database::connect(options).await
}

/// How many rows of a query may wait for their reader.
const ROW_BUFFER: usize = 1_000;

fn sqlite_options(url: &str, opening: Opening) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    let in_memory = is_in_memory(url);
    options
        .max_connections(if in_memory { 1 } else { CONNECTIONS })
        .acquire_timeout(TURN_WAIT)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            // The file keeps that mode.
            let sqlite = match opening {
                Opening::AsItIs => sqlite,
                Opening::Create | Opening::Existing => sqlite.journal_mode(SqliteJournalMode::Wal),
            };
            sqlite
                .create_if_missing(opening == Opening::Create)
                .foreign_keys(true)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(TURN_WAIT)
                // SQLite's thread and the reader's take turns less often: each handover costs more than a row.
                .row_buffer_size(ROW_BUFFER)
                // In KiB, per connection.
                .pragma("cache_size", "-8192")
                .pragma("journal_size_limit", LOG_SIZE.to_string())
        })
        .map_sqlx_sqlite_pool_opts(move |pool| {
            // A database in memory is lost with its connection.
            if in_memory {
                return pool;
            }
            pool.after_release(|connection, _| Box::pin(is_clean(connection)))
                .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
        });
    if in_memory {
        options.idle_timeout(None).max_lifetime(None);
    }
    options
}

/// Whether a connection returned to the pool may be reused: neither sqlx nor SQLite has it in a transaction. They differ after
/// a failed COMMIT or ROLLBACK (docs/DECISIONS.md): the next transaction would be a savepoint that nobody ever commits.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // A pending rollback runs before this. BEGIN fails within a transaction.
    let begun = connection.execute("BEGIN; ROLLBACK").await;
    let is_clean = begun.is_ok() && !connection.is_in_transaction();
    if !is_clean {
        tracing::warn!("a database connection is closed, because its last transaction did not end");
    }
    Ok(is_clean)
}

fn is_busy(error: &DbErr) -> bool {
    let DbErr::Conn(RuntimeErr::SqlxError(error)) = error else { return false };
    let code = error.as_database_error().and_then(DatabaseError::code);
    // `SQLITE_BUSY` and its kinds: recovery, snapshot, timeout.
    matches!(code.as_deref(), Some("5" | "261" | "517" | "773"))
}

async fn postgres(url: &str) -> Result<DatabaseConnection, OpenError> {
    url::Url::parse(url).map_err(|error| OpenError::Url(error.to_string()))?;
    let server = PgConnectOptions::from_str(url).map_err(|error| OpenError::Url(error.to_string()))?;
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(CONNECTIONS)
        .acquire_timeout(TURN_WAIT)
        .sqlx_logging(false)
        // PgBouncer refuses this parameter unless configured to ignore it, and no stored number has a fraction.
        .map_sqlx_postgres_opts(|postgres| postgres.extra_float_digits(None::<i8>))
        // Waiting for a lock times out as it does on SQLite.
        .map_sqlx_postgres_pool_opts(|pool| {
            pool.after_connect(|connection, _| {
                Box::pin(async move {
                    let wait = format!("SET lock_timeout = {}", TURN_WAIT.as_millis());
                    connection.execute(sqlx::AssertSqlSafe(wait)).await.map(|_| ())
                })
            })
        });
    match Database::connect(options).await {
        Err(error) if Unavailable::of(&error).is_some() => Err(unreachable(server, error).await),
        Err(error) => Err(missing(&server, &error).unwrap_or_else(|| error.into())),
        Ok(connection) => Ok(connection),
    }
}

/// Host and port of a server, or its socket.
fn place(server: &PgConnectOptions) -> String {
    match server.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", server.get_host(), server.get_port()),
    }
}

/// Names the database that a server does not have; None if it is a different error.
fn missing(server: &PgConnectOptions, error: &DbErr) -> Option<OpenError> {
    let DbErr::Conn(RuntimeErr::SqlxError(error)) = error else { return None };
    let error = error.as_database_error()?;
    // "invalid_catalog_name"
    let is_missing = error.code().as_deref() == Some("3D000");
    is_missing.then(|| OpenError::Missing { place: place(server), reason: error.message().to_owned() })
}

/// Names the server that can't be reached, and why: the pool's error says only that it timed out.
async fn unreachable(server: PgConnectOptions, error: DbErr) -> OpenError {
    let place = place(&server);
    let reason = match timeout(REASON_WAIT, sqlx::PgConnection::connect_with(&server)).await {
        Ok(Err(sqlx::Error::Io(error))) => error.to_string(),
        Ok(Err(error)) => error.to_string(),
        Ok(Ok(_)) => error.to_string(),
        Err(_) => "it does not answer".to_owned(),
    };
    OpenError::Unreachable { place, reason }
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait as _;

    use super::*;
    use crate::testing::sqlite as new_sqlite;

    async fn told(url: &str) -> String {
        let error = connect(url, Opening::Existing).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter"), "{error:?}");
        error.to_string()
    }

    #[tokio::test]
    async fn a_url_that_cannot_be_read_is_told_without_its_password() {
        for url in
            ["hunter2", "hunter2@host", "mysql://ada:hunter2@host/db", "postgres//ada:hunter2@host/db", ""]
        {
            assert_eq!(
                told(url).await,
                "The database URL begins with neither sqlite: nor postgres:.",
                "{url}"
            );
        }
        for url in [
            "postgres://ada:hunter2@ho st/db",
            "postgres://ada:hunter/2@host/db",
            "postgres://ada:hunter#2@host/db",
            "postgres://ada:hunter2@host:port/db",
            "postgresql://ada:hunter2@host/db?sslmode=wrong",
            "postgres://ada:hunter%FF@host/db",
        ] {
            let told = told(url).await;
            assert!(told.starts_with("The database URL can't be read: "), "{url}: {told}");
            assert!(
                told.contains("in a password, characters such as / ? # and @ are written %2F"),
                "{url}: {told}"
            );
        }
    }

    #[tokio::test]
    async fn the_write_ahead_log_shrinks_after_a_huge_write() {
        let database = new_sqlite().await;
        let log = format!("{}-wal", database.url().strip_prefix("sqlite:").unwrap());
        let size = || std::fs::metadata(&log).unwrap().len();
        let run = async |sql: &str| {
            database.db.connection().execute_unprepared(sql).await.unwrap();
        };
        run("CREATE TABLE filled (filler blob)").await;
        run(&format!("INSERT INTO filled VALUES (zeroblob({}))", LOG_SIZE + (8 << 20))).await;
        assert!(size() > LOG_SIZE, "{}", size());
        // The next writes restart the log.
        for _ in 0..2 {
            run("INSERT INTO filled VALUES (zeroblob(1))").await;
        }
        assert!(size() <= LOG_SIZE, "{}", size());
    }

    #[tokio::test]
    async fn a_server_that_refuses_is_named_with_the_reason() {
        let told = told("postgres://ada:hunter2@127.0.0.1:1/db").await;
        assert!(told.starts_with("PostgreSQL at 127.0.0.1:1 can't be reached: "), "{told}");
        assert!(told.to_lowercase().contains("connection refused"), "{told}");
    }
}
