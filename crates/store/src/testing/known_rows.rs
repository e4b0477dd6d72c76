//! What the database's planner knows.

use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

use crate::Db;

/// How many rows the database's planner believes that a table has; -1 if it does not know.
pub async fn known_rows(db: &Db, table: &str) -> i64 {
    let backend = db.connection().get_database_backend();
    let sql = match backend {
        DatabaseBackend::Sqlite => {
            format!("SELECT max(CAST(stat AS integer)) AS known FROM sqlite_stat1 WHERE tbl = '{table}'")
        }
        _ => format!(
            "SELECT CAST(reltuples AS bigint) AS known FROM pg_class WHERE oid = to_regclass('{table}')"
        ),
    };
    let row = db.connection().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
    row.try_get::<Option<i64>>("", "known").unwrap().unwrap_or(-1)
}
