//! Sets a new password by the link in the e-mail.

use model::UserId;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::check::check_another;
use super::{ChangeError, Ended, LIFETIME, ResetToken, write};
use crate::Db;
use crate::db::clock_skew;
use crate::db::entity::password_reset;
use crate::events::Kind;
use crate::sign_in::hash_password;
use crate::sign_in::second_factor::{event, first_organization};

/// Whether that link is still valid.
pub async fn is_good(db: &Db, token: ResetToken, now: i64) -> Result<bool, DbErr> {
    Ok(pending(db.connection(), token, now).await?.is_some())
}

/// Sets the password of the person whose link it is, once, and returns the person. All their sessions end and their API tokens
/// are revoked; a second factor is kept. `now` in milliseconds since the Unix epoch.
pub async fn reset(
    db: &Db,
    token: ResetToken,
    password: String,
    salt: [u8; 16],
    now: i64,
) -> Result<UserId, ChangeError> {
    // Before any other response, and before hashing.
    let link = pending(db.connection(), token, now).await?.ok_or(ChangeError::Link)?;
    check_another(db.connection(), link.user_id, &password).await?;
    let hash = hash_password(password, salt).await?;
    let transaction = db.begin_write().await?;
    let Some(row) = pending(&transaction, token, now).await? else { return Err(ChangeError::Link) };
    let used = password_reset::Entity::delete_by_id(token.hash()).exec(&transaction).await?;
    // If two requests use it at once, the second is too late.
    if used.rows_affected == 0 {
        return Err(ChangeError::Link);
    }
    let account = first_organization(&transaction, row.user_id).await?;
    let event = event(account, Kind::PasswordSet, now).change("", "Through the link in an e-mail");
    write(&transaction, row.user_id, hash, Ended::Everything, event).await?;
    transaction.commit().await?;
    Ok(row.user_id)
}

async fn pending(
    connection: &impl ConnectionTrait,
    token: ResetToken,
    now: i64,
) -> Result<Option<password_reset::Model>, DbErr> {
    password_reset::Entity::find_by_id(token.hash())
        .filter(clock_skew::to_come(password_reset::Column::ExpiresAt, LIFETIME, now))
        .one(connection)
        .await
}
