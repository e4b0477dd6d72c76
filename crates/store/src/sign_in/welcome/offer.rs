//! Offers to set up the installation.

use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::{LIFETIME, SetUpCode, is_empty};
use crate::Db;
use crate::db::entity::set_up_code;

/// Lets whoever has this code set up the installation within [`LIFETIME`]. Returns `false` if it is already set up. `now` in
/// milliseconds since the Unix epoch.
pub async fn offer(db: &Db, code: SetUpCode, now: i64) -> Result<bool, DbErr> {
    let transaction = db.begin_write().await?;
    if !is_empty(&transaction).await? {
        return Ok(false);
    }
    let old = set_up_code::Column::ExpiresAt.lte(now);
    set_up_code::Entity::delete_many().filter(old).exec(&transaction).await?;
    let row = set_up_code::ActiveModel { code_hash: Set(code.hash()), expires_at: Set(now + LIFETIME) };
    set_up_code::Entity::insert(row).exec_without_returning(&transaction).await?;
    transaction.commit().await?;
    Ok(true)
}
