//! PostgreSQL behind a connection pooler such as `PgBouncer`. In transaction mode each transaction may run on another server
//! connection: session settings are lost, and prepared statements exist only if the pooler supports them.

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::sqlx::{self, PgConnection, PgPool};
use sea_orm::{DbErr, RuntimeErr};

/// Whether two connections share one server process. Fails if the pooler mixes up their prepared statements.
pub(super) async fn is_pooled(pool: &PgPool) -> Result<bool, DbErr> {
    let failed = |error| DbErr::Conn(RuntimeErr::SqlxError(std::sync::Arc::new(error)));
    let mut one = pool.acquire().await.map_err(failed)?;
    let mut other = pool.acquire().await.map_err(failed)?;
    let first = server_process(&mut one).await.map_err(failed)?;
    let second = server_process(&mut other).await.map_err(failed)?;
    Ok(first == second)
}

/// The server process of a connection, read by a statement that is prepared and kept, as all are.
async fn server_process(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(connection).await
}

/// Whether a statement failed because its name is taken, or because it was prepared on another connection.
pub(super) fn is_mixed_up(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let code = error.as_database_error().and_then(DatabaseError::code);
    // duplicate_prepared_statement, invalid_sql_statement_name.
    matches!(code.as_deref(), Some("42P05" | "26000"))
}

#[cfg(test)]
mod tests {
    use sea_orm::sqlx::Executor as _;
    use sea_orm::sqlx::postgres::PgPoolOptions;
    use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

    use super::*;
    use crate::db::OpenError;
    use crate::testing::postgres;

    #[tokio::test]
    async fn statements_that_a_pooler_mixes_up_are_told_at_the_start() {
        let Some(database) = postgres().await else { return };
        let pool = |was_used: bool| {
            PgPoolOptions::new().after_connect(move |connection, _| {
                Box::pin(async move {
                    if was_used {
                        // The state, in transaction mode, of a connection that another client used before.
                        connection.execute("PREPARE sqlx_s_1 AS SELECT 7").await?;
                    }
                    Ok(())
                })
            })
        };
        let fresh = pool(false).connect(database.url()).await.unwrap();
        assert!(!is_pooled(&fresh).await.unwrap());
        let used = pool(true).connect(database.url()).await.unwrap();
        let error = is_pooled(&used).await.unwrap_err();
        assert!(is_mixed_up(&error), "{error:?}");
        let told = OpenError::of(error).to_string();
        assert!(told.contains("PgBouncer") && told.contains("max_prepared_statements"), "{told}");
        let other = database.db.connection().execute_unprepared("SELECT nothing").await.unwrap_err();
        assert!(!is_mixed_up(&other), "{other:?}");
    }

    #[tokio::test]
    async fn a_lock_is_not_waited_for_without_end_behind_a_pooler() {
        let Some(database) = postgres().await else { return };
        let mut db = database.db.clone();
        db.is_pooled = true;
        for _ in 0..3 {
            let transaction = db.begin_write().await.unwrap();
            let shown = Statement::from_string(DatabaseBackend::Postgres, "SHOW lock_timeout");
            let shown = transaction.query_one_raw(shown).await.unwrap().unwrap();
            assert_eq!(shown.try_get_by::<String, _>(0).unwrap(), "10s");
            // The state of a server connection that was never set up.
            transaction.execute_unprepared("SET SESSION lock_timeout = 0").await.unwrap();
            transaction.commit().await.unwrap();
        }
    }
}
