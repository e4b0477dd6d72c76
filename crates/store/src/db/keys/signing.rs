//! Signing keys that have been published.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::{KeysError, lock};
use crate::Db;
use crate::db::batch;
use crate::db::entity::signing_key;

/// The IDs of the keys that the database knows, in the order first seen.
pub async fn known(db: &Db) -> Result<Vec<String>, DbErr> {
    known_in(db.connection()).await
}

async fn known_in(connection: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let keys = signing_key::Entity::find()
        .order_by_asc(signing_key::Column::SeenAt)
        .order_by_asc(signing_key::Column::KeyId);
    Ok(keys.all(connection).await?.into_iter().map(|key| key.key_id).collect())
}

/// Compares the IDs of a server's keys with those in the database, and records new ones. Fails if a known one is missing. `now`
/// in milliseconds since the Unix epoch.
pub async fn check_signing(db: &Db, ids: &[String], now: i64) -> Result<(), KeysError> {
    let transaction = db.begin_write().await?;
    lock(&transaction).await?;
    let mut missing = known_in(&transaction).await?;
    missing.retain(|known| !ids.contains(known));
    if !missing.is_empty() {
        return Err(KeysError::Missing(missing));
    }
    insert(&transaction, ids, now).await?;
    Ok(transaction.commit().await?)
}

/// Records keys that were added while a server is running.
pub async fn note_signing(db: &Db, ids: &[String], now: i64) -> Result<(), DbErr> {
    insert(db.connection(), ids, now).await
}

async fn insert(connection: &impl ConnectionTrait, ids: &[String], now: i64) -> Result<(), DbErr> {
    let row = |id: &String| signing_key::ActiveModel { key_id: Set(id.clone()), seen_at: Set(now) };
    let kept = OnConflict::column(signing_key::Column::KeyId).do_nothing().to_owned();
    batch::replace(connection, ids.iter().map(row).collect(), kept).await
}

/// Deletes the known keys that are not among `ids`, because they are lost or withdrawn. Returns their IDs.
pub async fn forget_missing(db: &Db, ids: &[String]) -> Result<Vec<String>, DbErr> {
    let transaction = db.begin_write().await?;
    lock(&transaction).await?;
    let mut missing = known_in(&transaction).await?;
    missing.retain(|known| !ids.contains(known));
    let lost = signing_key::Column::KeyId.is_in(missing.iter().map(String::as_str));
    signing_key::Entity::delete_many().filter(lost).exec(&transaction).await?;
    transaction.commit().await?;
    Ok(missing)
}
