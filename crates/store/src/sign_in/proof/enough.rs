//! Whether a proof is enough for a dangerous action.

use model::{OrganizationId, UserId};
use sea_orm::DbErr;

use super::is_beyond;
use crate::Db;
use crate::sign_in::second_factor;

/// Whether a proof of that home is enough for a dangerous action.
pub(crate) async fn is_enough(db: &Db, user: UserId, home: Option<OrganizationId>) -> Result<bool, DbErr> {
    let Some(home) = home else { return Ok(true) };
    Ok(!second_factor::has_own(db.connection(), user).await?
        && !is_beyond(db.connection(), user, home).await?)
}
