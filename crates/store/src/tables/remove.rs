//! Removes a filter preset.

use model::table::{PresetId, may_remove_shared};
use model::{Actor, Refused};
use sea_orm::EntityTrait;

use super::TableError;
use super::keeper::Keeper;
use super::preset::{find, record};
use crate::Db;
use crate::db::entity::filter_preset::Entity;

/// Removes a preset: the person's own, or as somebody who manages the organization's people a shared one that they see. `now` in
/// milliseconds since the Unix epoch.
pub async fn remove(db: &Db, actor: &Actor, id: PresetId, now: i64) -> Result<(), TableError> {
    let keeper = Keeper::of(actor)?;
    let permit = &keeper.permit;
    let transaction = keeper.begin(db).await?;
    let (found, page) = find(&transaction, permit, id).await?;
    keeper.opens(page)?;
    let is_own = found.user_id == Some(permit.user());
    let is_managed = found.shared && page.shows_shared(actor) && may_remove_shared(actor);
    if !is_own && !is_managed {
        return Err(Refused.into());
    }
    Entity::delete_by_id(found.id).exec(&transaction).await?;
    record(&transaction, permit, Some(&found), None, now).await?;
    Ok(transaction.commit().await?)
}
