//! The row counts that PostgreSQL's planner uses.

use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

use crate::Db;

/// How many rows PostgreSQL's planner believes that a table has; -1 if it does not know, None on SQLite.
pub async fn known_rows(db: &Db, table: &str) -> Option<i64> {
    let backend = db.connection().get_database_backend();
    if backend == DatabaseBackend::Sqlite {
        return None;
    }
    let sql = format!("SELECT CAST(reltuples AS bigint) FROM pg_class WHERE oid = to_regclass('{table}')");
    let row = db.connection().query_one_raw(Statement::from_string(backend, sql)).await.unwrap().unwrap();
    Some(row.try_get_by::<i64, _>(0).unwrap())
}
