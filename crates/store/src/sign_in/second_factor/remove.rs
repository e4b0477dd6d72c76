//! Removes second factors.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::account::lock;
use super::{Account, FactorError, event, state};
use crate::Db;
use crate::critical_alerts::sign_in_notice::{self, SignInChange};
use crate::db::entity::{passkey, recovery_code, totp_factor};
use crate::events::{Event, Kind};
use crate::people::account;

/// Removes the person's authenticator app and recovery codes. Fails if one of their organizations requires a second factor and
/// they have no passkey. `now` in milliseconds since the Unix epoch.
pub async fn remove(db: &Db, account: Account, now: i64) -> Result<(), FactorError> {
    let transaction = db.begin_write().await?;
    lock(&transaction, account.user).await?;
    if let Some(name) = state::required_by(&transaction, account.user, None).await?
        && !state::has_passkey(&transaction, account.user, account.home).await?
    {
        return Err(FactorError::Required(name));
    }
    if !delete(&transaction, account.user).await? {
        return Err(FactorError::Nothing);
    }
    event(account, Kind::FactorRemoved, now).change("Authenticator app", "").record(&transaction).await?;
    sign_in_notice::tell(&transaction, account.user, SignInChange::AppRemoved, now).await?;
    Ok(transaction.commit().await?)
}

/// Removes all second factors of a person who has lost them, including passkeys. Returns `false` if there is nobody with that
/// e-mail address, or no factor. For the command line.
pub async fn remove_by_operator(db: &Db, email: &str, now: i64) -> Result<bool, DbErr> {
    let transaction = db.begin_write().await?;
    let Some(found) = account(&transaction, email).await? else { return Ok(false) };
    let had_app = delete(&transaction, found.id).await?;
    let passkeys = passkey::Entity::find()
        .filter(passkey::Column::UserId.eq(found.id)) // tenant: a person's passkeys, all
        .all(&transaction)
        .await?;
    if !had_app && passkeys.is_empty() {
        return Ok(false);
    }
    for passkey in passkeys {
        passkey::Entity::delete_by_id(passkey.id).exec(&transaction).await?;
        let event = Event::of_installation(now, Kind::PasskeyRemoved);
        event.change(&passkey.name, "").named(&found.email).record(&transaction).await?;
        sign_in_notice::tell(&transaction, found.id, SignInChange::PasskeyRemoved(&passkey.name), now)
            .await?;
    }
    if had_app {
        let event = Event::of_installation(now, Kind::FactorRemoved);
        event.change("Authenticator app", "").named(&found.email).record(&transaction).await?;
        sign_in_notice::tell(&transaction, found.id, SignInChange::AppRemoved, now).await?;
    }
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
