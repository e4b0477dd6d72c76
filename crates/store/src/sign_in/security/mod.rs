//! How the people of an organization have to sign in.

mod see;
mod set;
#[cfg(test)]
mod tests;

use model::Refused;
use model::security::IdleError;
use sea_orm::DbErr;

pub use see::see;
pub use set::set;

/// Why an organization's security settings were not read or saved.
#[derive(Debug, thiserror::Error)]
pub enum SecurityError {
    /// The permit is for something else.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The idle timeout is invalid.
    #[error(transparent)]
    Idle(#[from] IdleError),
    /// Somebody else saved in the meantime (R19).
    #[error("Somebody else has changed these settings since you opened them. Yours are not saved yet.")]
    Changed,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}
