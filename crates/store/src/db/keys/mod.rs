//! Checks the key files against the database, which knows the published signing keys and the sealing key in use. A server
//! without these keys would sign what no product trusts, and could open nobody's second factor.

mod sealing;
mod signing;
#[cfg(test)]
mod tests;

use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr};

use crate::db::WriteTransaction;

pub use sealing::{check_sealing, has_sealed, replace_sealing};
pub use signing::{check_signing, forget_missing, known, note_signing};

/// Why a server must not start with these keys.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// Signing keys that the database knows are missing.
    #[error("the database knows signing keys that are not there: {}", .0.join(", "))]
    Missing(Vec<String>),
    /// The sealing key differs from the one the database was sealed with.
    #[error("the secrets in the database were sealed with another key")]
    OtherSealing,
    /// Sealing failed.
    #[error("nothing can be sealed")]
    Seal,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Lets one server at a time compare its keys, so that the second sees what the first wrote. SQLite has one writer anyway.
async fn lock(transaction: &WriteTransaction) -> Result<(), DbErr> {
    if transaction.get_database_backend() == DatabaseBackend::Postgres {
        transaction.execute_unprepared("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    Ok(())
}
