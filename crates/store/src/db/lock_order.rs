//! The order of locks around licenses.

use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr};

use crate::db::WriteTransaction;

/// Waits until licenses and their assignments can be written, before any row of them is locked. An import locks both tables and
/// then rows; locking in another order would deadlock.
pub(crate) async fn lock_tables(transaction: &WriteTransaction) -> Result<(), DbErr> {
    if transaction.get_database_backend() == DatabaseBackend::Postgres {
        let lock = "LOCK TABLE licenses, license_assignments IN ROW EXCLUSIVE MODE";
        transaction.execute_unprepared(lock).await?;
    }
    Ok(())
}
