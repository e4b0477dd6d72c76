//! The key that seals secrets of people.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryOrder};

use super::{KeysError, lock};
use crate::Db;
use crate::db::entity::{openid_provider, sealing_check, totp_factor};
use crate::db::sealed::{Sealer, app_purpose, client_secret_purpose};

/// What the check is sealed for, and what it says.
const PURPOSE: &str = "sealing check";
/// The number of its row.
const ROW: i64 = 1;

/// Whether there is anything in the database that a sealing key must open.
pub async fn has_sealed(db: &Db) -> Result<bool, DbErr> {
    Ok(an_example(db.connection()).await?.is_some())
}

/// Makes sure that it is this installation's sealing key, and notes it where none is noted. `random` must be fresh.
pub async fn check_sealing(db: &Db, sealer: &Sealer, random: &[u8; 32]) -> Result<(), KeysError> {
    let transaction = db.begin_write().await?;
    lock(&transaction).await?;
    if let Some((sealed, purpose)) = an_example(&transaction).await? {
        sealer.open(&sealed, &purpose).ok_or(KeysError::OtherSealing)?;
    }
    let kept = OnConflict::column(sealing_check::Column::Id).do_nothing().to_owned();
    write(&transaction, sealer, random, kept).await?;
    Ok(transaction.commit().await?)
}

/// From now on this is the installation's sealing key: for who has lost the one before. What that one sealed can't be
/// opened any more.
pub async fn replace_sealing(db: &Db, sealer: &Sealer, random: &[u8; 32]) -> Result<(), KeysError> {
    let replaced =
        OnConflict::column(sealing_check::Column::Id).update_column(sealing_check::Column::Sealed).to_owned();
    write(db.connection(), sealer, random, replaced).await
}

async fn write(
    connection: &impl ConnectionTrait,
    sealer: &Sealer,
    random: &[u8; 32],
    on_conflict: OnConflict,
) -> Result<(), KeysError> {
    let check = sealer.seal(PURPOSE.as_bytes(), PURPOSE, random).ok_or(KeysError::Seal)?;
    let row = sealing_check::ActiveModel { id: Set(ROW), sealed: Set(check.into()) };
    sealing_check::Entity::insert(row).on_conflict(on_conflict).exec_without_returning(connection).await?;
    Ok(())
}

/// Something sealed, and its purpose: the check or, in a database of an older version, the newest secret.
async fn an_example(connection: &impl ConnectionTrait) -> Result<Option<(String, String)>, DbErr> {
    if let Some(check) = sealing_check::Entity::find_by_id(ROW).one(connection).await? {
        return Ok(Some((check.sealed.into_inner(), PURPOSE.to_owned())));
    }
    if let Some(app) =
        totp_factor::Entity::find().order_by_desc(totp_factor::Column::CreatedAt).one(connection).await?
    {
        return Ok(Some((app.sealed.into_inner(), app_purpose(app.user_id))));
    }
    let provider = openid_provider::Entity::find().one(connection).await?;
    Ok(provider.map(|provider| {
        (provider.client_secret.into_inner(), client_secret_purpose(provider.organization_id))
    }))
}
