//! Adds a custom role.

use model::{Action, Permit, Refused, RoleId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{Draft, MOST, RoleError, taken, told};
use crate::Db;
use crate::db::entity::role;
use crate::events::{Event, Kind};
use crate::people::{insert_role, managed_organization};

/// Adds a role to the permit's organization, and returns its number. `now` in milliseconds since the Unix epoch.
pub async fn add(db: &Db, permit: &Permit, draft: Draft<'_>, now: i64) -> Result<RoleId, RoleError> {
    permit.only(Action::ManageRoles)?;
    let home = permit.organization().ok_or(Refused)?;
    let transaction = db.begin_write().await?;
    let place = managed_organization::enter(&transaction, permit, home).await?.ok_or(Refused)?;
    let there = role::Entity::find().filter(role::Column::OrganizationId.eq(home)); // tenant: own roles, counted
    if there.count(&transaction).await? >= MOST {
        return Err(RoleError::TooMany);
    }
    let (name, description) = draft.checked(&transaction, &place, None).await?;
    let id =
        insert_role(&transaction, home, &name, draft.levels).await.map_err(|error| taken(error, &name))?;
    let described = role::ActiveModel { id: Set(id), description: Set(description), ..Default::default() };
    described.update(&transaction).await?;
    let about = told(&name, draft.levels);
    Event::by(permit, now, Kind::RoleAdded).change("", &about).named(&name).record(&transaction).await?;
    transaction.commit().await?;
    Ok(id)
}
