//! Removes a permission set.

use model::groups::SetId;
use model::{Action, Permit, Refused};
use sea_orm::EntityTrait;

use super::held::{entries, find};
use super::{SetError, told};
use crate::Db;
use crate::db::entity::permission_set;
use crate::events::{Event, Kind};
use crate::groups::own::enter;

/// Removes a permission set of the permit's organization, and takes it from everybody who has it. `now` in milliseconds since the
/// Unix epoch.
pub async fn remove(db: &Db, permit: &Permit, id: SetId, now: i64) -> Result<(), SetError> {
    permit.only(Action::ManageGroups)?;
    let transaction = db.begin_write().await?;
    let own = enter(&transaction, permit).await?.ok_or(Refused)?;
    let set = find(&transaction, own.organization, id).await?;
    let there = entries(&transaction, own.organization, Some(id)).await?.remove(&id).unwrap_or_default();
    let about = told(&transaction, &set.name, &there).await?;
    permission_set::Entity::delete_by_id(id).exec(&transaction).await?;
    let event = Event::by(permit, now, Kind::PermissionSetRemoved).change(&about, "").named(&set.name);
    event.record(&transaction).await?;
    Ok(transaction.commit().await?)
}
