//! Going without a second factor again.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::{Account, FactorError, event, state};
use crate::Db;
use crate::entity::{recovery_code, totp_factor, user};
use crate::event::{Event, Kind};

/// Takes away the person's authenticator app and its recovery codes, unless one of its organisations asks for a second
/// factor. `now` in milliseconds since the Unix epoch.
pub async fn remove(db: &Db, account: Account, now: i64) -> Result<(), FactorError> {
    let transaction = db.begin_write().await?;
    if let Some(name) = state::required_by(&transaction, account.user).await? {
        return Err(FactorError::Required(name));
    }
    if !delete(&transaction, account.user).await? {
        return Err(FactorError::Nothing);
    }
    event(account, Kind::FactorRemoved, now).change("Authenticator app", "").record(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// Takes away the second factor of the person of that e-mail address, who has lost it and its recovery codes; `false` when there
/// is nobody of that address, or no factor. For the command line.
pub async fn remove_by_operator(db: &Db, email: &str, now: i64) -> Result<bool, DbErr> {
    let email = email.trim().to_lowercase();
    let transaction = db.begin_write().await?;
    let found = user::Entity::find().filter(user::Column::Email.eq(&email)).one(&transaction).await?;
    let Some(found) = found else { return Ok(false) };
    if !delete(&transaction, found.id).await? {
        return Ok(false);
    }
    let event = Event::of_installation(now, Kind::FactorRemoved);
    event.change("Authenticator app", "").named(&email).record(&transaction).await?;
    transaction.commit().await?;
    Ok(true)
}

async fn delete(transaction: &impl ConnectionTrait, user: model::UserId) -> Result<bool, DbErr> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::UserId.eq(user))
        .exec(transaction)
        .await?;
    totp_factor::Entity::delete_by_id((user, false)).exec(transaction).await?;
    let removed = totp_factor::Entity::delete_by_id((user, true)).exec(transaction).await?;
    Ok(removed.rows_affected == 1)
}
