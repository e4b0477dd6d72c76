//! Removes a custom role.

use model::access::may_set;
use model::{Action, Permit, Refused, RoleId};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{RoleError, told};
use crate::Db;
use crate::db::entity::{invitation, membership, openid_provider, openid_role, role};
use crate::events::{Event, Kind};
use crate::people::managed_organization;

/// Removes a custom role of the permit's organization that nobody has or is invited in. `now` in milliseconds since the Unix
/// epoch.
pub async fn remove(db: &Db, permit: &Permit, id: RoleId, now: i64) -> Result<(), RoleError> {
    permit.only(Action::ManageRoles)?;
    let home = permit.organization().ok_or(Refused)?;
    let transaction = db.begin_write().await?;
    let place = managed_organization::enter(&transaction, permit, home).await?.ok_or(Refused)?;
    // Locked, so that nobody gets it in the meantime.
    let found = managed_organization::role(&transaction, home, id).await?.ok_or(Refused)?;
    if found.row.predefined.is_some() {
        return Err(RoleError::Predefined);
    }
    may_set(&place.own, &found.height.levels)?;
    let members = membership::Entity::find().filter(membership::Column::RoleId.eq(id)).count(&transaction);
    let invited = invitation::Entity::find().filter(invitation::Column::RoleId.eq(id)).count(&transaction);
    let people = members.await? + invited.await?;
    if people > 0 {
        return Err(RoleError::InUse { people });
    }
    let given = openid_provider::Entity::find().filter(openid_provider::Column::DefaultRoleId.eq(id));
    let mapped = openid_role::Entity::find().filter(openid_role::Column::RoleId.eq(id));
    if given.count(&transaction).await? + mapped.count(&transaction).await? > 0 {
        return Err(RoleError::SingleSignOn);
    }
    role::Entity::delete_by_id(id).exec(&transaction).await?;
    let about = told(&found.row.name, found.height.levels);
    Event::by(permit, now, Kind::RoleRemoved)
        .change(&about, "")
        .named(&found.row.name)
        .record(&transaction)
        .await?;
    Ok(transaction.commit().await?)
}
