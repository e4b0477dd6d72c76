//! The key that seals people's secrets.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryOrder};

use super::{KeysError, lock};
use crate::Db;
use crate::db::entity::{openid_provider, sealing_check, totp_factor};
use crate::db::sealed::{Sealer, app_purpose, client_secret_purpose};

/// The purpose the check is sealed for, and also its text.
const PURPOSE: &str = "sealing check";
/// The number of its row.
const ROW: i64 = 1;

/// Whether the database holds anything that only a sealing key can open.
pub async fn has_sealed(db: &Db) -> Result<bool, DbErr> {
    Ok(an_example(db.connection()).await?.is_some())
}

/// Checks that it is this installation's sealing key, and records it if none is recorded. `random` must be fresh.
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

/// Makes this the installation's sealing key, for operators who have lost the previous one. Secrets sealed with that one can't
/// be opened anymore.
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

/// A sealed text and its purpose: the check or, in a database from an older version, the newest secret.
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
