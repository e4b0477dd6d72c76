//! The statistics that PostgreSQL uses to plan its queries: how many rows there are, and how alike they are.
//!
//! PostgreSQL renews them by itself only after fifty rows of a table have changed. It knows nothing about a table with a dozen
//! organizations and assumes a large one, and after an import it is late. SQLite plans without statistics, and its plans are
//! tested that way.

use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr, Statement};

use crate::Db;

/// Renews the statistics. Tables that others hold locked keep theirs: this waits for nobody. Does nothing on SQLite.
pub async fn renew(db: &Db) -> Result<(), DbErr> {
    if db.connection().get_database_backend() == DatabaseBackend::Sqlite {
        return Ok(());
    }
    // An empty table stays unknown: what PostgreSQL assumes of it fits the rows to come better than none does.
    let filled = "SELECT string_agg(CAST(CAST(oid AS regclass) AS text), ', ') FROM pg_class
        WHERE relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace) AND pg_relation_size(oid) > 0";
    let filled = Statement::from_string(DatabaseBackend::Postgres, filled);
    let filled = db.connection().query_one_raw(filled).await?;
    let filled = filled.map(|row| row.try_get_by::<Option<String>, _>(0)).transpose()?;
    if let Some(tables) = filled.flatten() {
        // Outside of a transaction, so that each table is locked only for its own turn.
        db.connection().execute_unprepared(&format!("ANALYZE (SKIP_LOCKED) {tables}")).await?;
    }
    Ok(())
}

/// Renews the statistics after work that changed many rows. That work stands even if this fails: queries are slower until the
/// next daily turn.
pub(crate) async fn renew_after(db: &Db, work: &str) {
    if let Err(error) = renew(db).await {
        tracing::warn!(work, %error, "the database's statistics were not renewed");
    }
}

#[cfg(test)]
mod tests {
    use sea_orm_migration::MigratorTrait as _;

    use super::*;
    use crate::db::migration::Migrator;
    use crate::testing::{World, hold_writes, known_rows, postgres};

    #[tokio::test]
    async fn rows_are_counted_after_migrations() {
        let Some(database) = postgres().await else { return };
        let migrations = i64::try_from(Migrator::migrations().len()).unwrap();
        assert_eq!(known_rows(&database.db, "seaql_migrations").await, Some(migrations));
        // An empty table is not expected to stay empty.
        assert_eq!(known_rows(&database.db, "licenses").await, Some(-1));
    }

    #[tokio::test]
    async fn few_rows_are_counted_too() {
        let Some(database) = postgres().await else { return };
        let db = &database.db;
        World::make(db).await;
        assert_eq!(known_rows(db, "organizations").await, Some(-1));
        renew(db).await.unwrap();
        let known = known_rows(db, "organizations").await.unwrap();
        assert!((2..50).contains(&known), "{known}");
    }

    #[tokio::test]
    async fn a_locked_table_is_not_waited_for() {
        let Some(database) = postgres().await else { return };
        World::make(&database.db).await;
        let held = hold_writes(&database.db).await;
        renew(&database.db).await.unwrap();
        assert_eq!(known_rows(&database.db, "organizations").await, Some(-1));
        drop(held);
    }
}
