//! Sets up an empty installation: anyone who has the code that a server printed at its start becomes the vendor's Super Admin,
//! once.

mod finish;
mod offer;

use model::Refused;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QuerySelect};

use crate::Db;
use crate::db::clock_skew;
use crate::db::entity::{organization, set_up_code, user};
use crate::db::secret::link_secret;
use crate::people::AddError;

pub use finish::{Owner, finish};
pub use offer::offer;

/// How long a code is valid, in milliseconds; the next start of a server offers another.
pub const LIFETIME: i64 = 24 * 3_600_000;

link_secret! {
    /// 32 random bytes in the fragment of the link printed at the start; the database has their hash.
    SetUpCode
}

/// Why the installation was not set up.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// It is already set up: the way to do so no longer exists (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The code is wrong or too old.
    #[error(
        "This is not the set-up code, or it is older than a day. Start the server again: it prints a new one."
    )]
    Code,
    /// A field's value is invalid (R19).
    #[error("{error}")]
    Field {
        /// The field's name.
        field: &'static str,
        /// What is wrong with it.
        error: AddError,
    },
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Whether the installation has no organizations and no people yet.
pub async fn is_open(db: &Db) -> Result<bool, DbErr> {
    is_empty(db.connection()).await
}

/// Fails unless [`finish`] would accept that code.
pub async fn check(db: &Db, code: SetUpCode, now: i64) -> Result<(), SetUpError> {
    let known = set_up_code::Entity::find_by_id(code.hash()).one(db.connection()).await?;
    if known.is_some_and(|known| clock_skew::is_to_come(known.expires_at, LIFETIME, now)) {
        Ok(())
    } else {
        Err(SetUpError::Code)
    }
}

async fn is_empty(connection: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let organizations = organization::Entity::find().select_only().column(organization::Column::Id);
    if organizations.into_tuple::<i64>().one(connection).await?.is_some() {
        return Ok(false);
    }
    let users = user::Entity::find().select_only().column(user::Column::Id);
    Ok(users.into_tuple::<i64>().one(connection).await?.is_none())
}

#[cfg(test)]
mod tests;
