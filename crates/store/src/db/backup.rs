//! Copies a SQLite database while servers use it.

use std::path::Path;
use std::sync::Arc;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sea_orm::sqlx::{self, Connection as _};
use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr, RuntimeErr, Statement};

use super::connect::connect;
use super::{OpenError, Opening};

/// The tables whose rows are counted, in the order in which they are told.
const COUNTED: [&str; 5] = ["organizations", "users", "licenses", "deployments", "events"];

/// Why a database was not backed up. No message contains the URL, which may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// PostgreSQL has its own command.
    #[error(
        "The database is on PostgreSQL. Back it up with PostgreSQL's own command, such as pg_dump --format=custom \
         --file=grantry.dump NAME, or with a base backup."
    )]
    Postgres,
    /// The path can't be given to SQLite.
    #[error("The path of the copy is not valid UTF-8.")]
    Path,
    /// The database could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The file is a database, but not Grantry's.
    #[error("The database has no tables of Grantry.")]
    Foreign,
    /// The copy is not intact, because the database is damaged.
    #[error("The copy is damaged, and the database probably is, too: {0}")]
    Damaged(String),
    /// Copying or reading the copy failed.
    #[error("The database could not be copied: {0}")]
    Database(#[from] DbErr),
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))))
    }
}

/// What a copy contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The name of the last migration that the database has had.
    pub schema: String,
    /// The number of rows of each main table that there is, with the table's name.
    pub counts: Vec<(&'static str, i64)>,
}

/// Copies the database at that URL, as of one moment, into an empty file. Servers continue to read and write. The schema may be
/// that of an earlier version. A copy that fails leaves the file in any state.
pub async fn copy(url: &str, file: &Path) -> Result<(), BackupError> {
    if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        return Err(BackupError::Postgres);
    }
    let file = file.to_str().ok_or(BackupError::Path)?;
    let source = connect(url, Opening::AsItIs).await?;
    // One read transaction, unlike `.backup`, which starts over after each write of another process.
    let copy = Statement::from_sql_and_values(DatabaseBackend::Sqlite, "VACUUM INTO ?", [file.into()]);
    let copied = source.execute_raw(copy).await;
    source.close().await?;
    copied?;
    Ok(())
}

/// Checks that a copy is intact, and returns what it contains. Changes nothing.
pub async fn check(file: &Path) -> Result<Copied, BackupError> {
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let told: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut connection).await?;
    if told != ["ok"] {
        return Err(BackupError::Damaged(told.join("; ")));
    }
    if !has_table(&mut connection, "seaql_migrations").await? {
        return Err(BackupError::Foreign);
    }
    let schema: Option<String> =
        sqlx::query_scalar("SELECT max(version) FROM seaql_migrations").fetch_one(&mut connection).await?;
    let schema = schema.ok_or(BackupError::Foreign)?;
    let mut counts = Vec::new();
    for table in COUNTED {
        // A table may be newer than the database's schema.
        if has_table(&mut connection, table).await? {
            let count = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
            let count: i64 = sqlx::query_scalar(count).fetch_one(&mut connection).await?;
            counts.push((table, count));
        }
    }
    connection.close().await?;
    Ok(Copied { schema, counts })
}

async fn has_table(connection: &mut SqliteConnection, name: &str) -> Result<bool, sqlx::Error> {
    let found = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?";
    let found: i64 = sqlx::query_scalar(found).bind(name).fetch_one(connection).await?;
    Ok(found > 0)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
    use std::time::Duration;

    use tempfile::TempDir;
    use tokio::time::{sleep, timeout};

    use super::*;
    use crate::Db;
    use crate::events::{Event, Kind, seal, verify};
    use crate::testing::{NOW, World, sqlite};

    #[tokio::test]
    async fn a_copy_is_whole_while_others_write() {
        let database = sqlite().await;
        let db = &database.db;
        World::make(db).await;
        let filler = "CREATE TABLE filled (filler blob);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
            INSERT INTO filled SELECT randomblob(4096) FROM n";
        db.connection().execute_unprepared(filler).await.unwrap();
        seal(db, NOW).await.unwrap();
        let (written, is_over) = (AtomicI64::new(0), AtomicBool::new(false));
        let events = async || {
            let sql = Statement::from_string(DatabaseBackend::Sqlite, "SELECT count(*) FROM events");
            let row = db.connection().query_one_raw(sql).await.unwrap().unwrap();
            row.try_get_by::<i64, _>(0).unwrap()
        };
        let before = events().await;
        let writing = async {
            while !is_over.load(Ordering::Relaxed) {
                let number = written.fetch_add(1, Ordering::Relaxed);
                Event::of_installation(NOW + number, Kind::UserAdded).record(db.connection()).await.unwrap();
                seal(db, NOW + number).await.unwrap();
                sleep(Duration::from_millis(1)).await;
            }
        };
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("copy.db");
        let copying = async {
            // The writer has begun.
            while written.load(Ordering::Relaxed) < 3 {
                sleep(Duration::from_millis(1)).await;
            }
            File::create_new(&file).unwrap();
            copy(database.url(), &file).await.unwrap();
            is_over.store(true, Ordering::Relaxed);
        };
        timeout(Duration::from_mins(1), Box::pin(async { tokio::join!(writing, copying) })).await.unwrap();

        let copied = check(&file).await.unwrap();
        let counted = copied.counts.iter().find(|(table, _)| *table == "events").unwrap().1;
        assert!((before + 1..=events().await).contains(&counted), "{before}, {counted}");
        assert!(copied.schema.starts_with('m'), "{}", copied.schema);
        let names: Vec<_> = copied.counts.iter().map(|(table, _)| *table).collect();
        assert_eq!(names, COUNTED);
        let restored = Db::open_with(&format!("sqlite:{}", file.display()), Opening::Existing).await.unwrap();
        let verified = verify(&restored, None, NOW).await.unwrap();
        assert_eq!((verified.findings, i64::try_from(verified.kept)), (Vec::new(), Ok(counted)));
    }

    #[tokio::test]
    async fn what_is_no_database_of_grantry_is_refused() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("copy.db");
        for url in ["postgres://ada:hunter2@127.0.0.1:1/db", "postgresql://ada:hunter2@127.0.0.1:1/db"] {
            let error = copy(url, &file).await.unwrap_err();
            assert!(matches!(error, BackupError::Postgres), "{error:?}");
            let told = error.to_string();
            assert!(told.contains("pg_dump") && !told.contains("hunter"), "{told}");
        }
        File::create_new(&file).unwrap();
        copy("sqlite::memory:", &file).await.unwrap();
        assert!(matches!(check(&file).await, Err(BackupError::Foreign)));
    }

    #[tokio::test]
    async fn a_damaged_copy_is_told() {
        let database = sqlite().await;
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("copy.db");
        File::create_new(&file).unwrap();
        copy(database.url(), &file).await.unwrap();
        check(&file).await.unwrap();
        let mut bytes = fs::read(&file).unwrap();
        // All but the first page, which has the schema.
        bytes[4096..].fill(0x5a);
        fs::write(&file, bytes).unwrap();
        let error = check(&file).await.unwrap_err();
        assert!(matches!(error, BackupError::Damaged(_) | BackupError::Database(_)), "{error:?}");
    }
}
