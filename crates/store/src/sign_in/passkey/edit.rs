//! Renames, removes and confirms people's own passkeys.

use model::{Actor, Refused};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::PasskeyError;
use crate::Db;
use crate::critical_alerts::sign_in_notice::{self, SignInChange};
use crate::db::entity::passkey;
use crate::events::{Event, Kind};
use crate::sign_in::proof::Proof;
use crate::text::checked;

/// Renames a passkey of the person. `now` in milliseconds since the Unix epoch.
pub async fn rename(db: &Db, actor: &Actor, id: i64, name: &str, now: i64) -> Result<(), PasskeyError> {
    let transaction = db.begin_write().await?;
    let found = own(&transaction, actor, id).await?;
    let name = checked(name)?;
    if name == found.name {
        return Ok(());
    }
    let row = passkey::ActiveModel { id: Set(id), name: Set(name.clone()), ..Default::default() };
    row.update(&transaction).await?;
    let event = Event::of_person(actor, now, Kind::PasskeyRenamed).change(&found.name, &name);
    event.record(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// Removes a passkey of the person: nobody can sign in with it anymore. `now` in milliseconds since the Unix epoch.
pub async fn remove(db: &Db, actor: &Actor, id: i64, now: i64) -> Result<(), PasskeyError> {
    let transaction = db.begin_write().await?;
    let found = own(&transaction, actor, id).await?;
    let removed = passkey::Entity::delete_by_id(id).exec(&transaction).await?;
    // If two requests remove it at once, the second finds nothing.
    if removed.rows_affected == 0 {
        return Err(Refused.into());
    }
    let event = Event::of_person(actor, now, Kind::PasskeyRemoved).change(&found.name, "");
    event.record(&transaction).await?;
    sign_in_notice::tell(&transaction, actor.user, SignInChange::PasskeyRemoved(&found.name), now).await?;
    Ok(transaction.commit().await?)
}

/// Makes a passkey that counts for one organization count everywhere, because its person confirms that it is theirs. `by` is
/// their proof, which must be their own. `now` in milliseconds since the Unix epoch.
pub async fn confirm(db: &Db, actor: &Actor, id: i64, by: Proof, now: i64) -> Result<(), PasskeyError> {
    if by.home.is_some() {
        return Err(PasskeyError::NotOwn);
    }
    let transaction = db.begin_write().await?;
    let found = own(&transaction, actor, id).await?;
    if found.home_id.is_none() {
        return Ok(());
    }
    let row = passkey::ActiveModel { id: Set(id), home_id: Set(None), ..Default::default() };
    row.update(&transaction).await?;
    let event = Event::of_person(actor, now, Kind::PasskeyConfirmed).change("", &found.name);
    event.record(&transaction).await?;
    sign_in_notice::tell(&transaction, actor.user, SignInChange::PasskeyConfirmed(&found.name), now).await?;
    Ok(transaction.commit().await?)
}

async fn own(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: i64,
) -> Result<passkey::Model, PasskeyError> {
    let found = passkey::Entity::find_by_id(id).filter(passkey::Column::UserId.eq(actor.user)); // tenant: own passkeys
    Ok(found.one(connection).await?.ok_or(Refused)?)
}
