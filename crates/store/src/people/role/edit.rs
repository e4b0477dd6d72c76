//! Edits a custom role.

use model::access::may_set;
use model::{Action, Permit, Refused, RoleId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{Draft, RoleError, taken, told};
use crate::Db;
use crate::db::batch;
use crate::db::entity::{membership, role, role_level};
use crate::events::{Event, Kind};
use crate::people::invitation::withdraw_unfounded_of_role;
use crate::people::{level_rows, managed_organization};

/// Changes a custom role of the permit's organization from `before`, as it was opened, to `draft`. Its people have the new
/// levels from their next request on. `now` in milliseconds since the Unix epoch.
///
/// Saving the current values again does no harm, whatever `before` is.
pub async fn edit(
    db: &Db,
    permit: &Permit,
    id: RoleId,
    before: Draft<'_>,
    draft: Draft<'_>,
    now: i64,
) -> Result<(), RoleError> {
    permit.only(Action::ManageRoles)?;
    let home = permit.organization().ok_or(Refused)?;
    let transaction = db.begin_write().await?;
    let place = managed_organization::enter(&transaction, permit, home).await?.ok_or(Refused)?;
    let current = managed_organization::role(&transaction, home, id).await?.ok_or(Refused)?;
    if current.row.predefined.is_some() {
        return Err(RoleError::Predefined);
    }
    let own = membership::Entity::find_by_id((permit.user(), home)).one(&transaction).await?;
    if own.is_some_and(|own| own.role_id == id) {
        return Err(RoleError::OwnRole);
    }
    may_set(&place.own, &current.height.levels)?;
    if draft.holds(&current) {
        return Ok(());
    }
    if !before.holds(&current) {
        return Err(RoleError::Changed);
    }
    let (name, description) = draft.checked(&transaction, &place, Some(id)).await?;
    role_level::Entity::delete_many().filter(role_level::Column::RoleId.eq(id)).exec(&transaction).await?;
    batch::insert(&transaction, level_rows(id, draft.levels).collect()).await?;
    let (old, new) = (told(&current.row.name, current.height.levels), told(&name, draft.levels));
    let row = role::ActiveModel {
        id: Set(id),
        description: Set(description),
        ..if name == current.row.name {
            <role::ActiveModel as Default>::default()
        } else {
            role::ActiveModel::named(&name)
        }
    };
    row.update(&transaction).await.map_err(|error| taken(error, &name))?;
    Event::by(permit, now, Kind::RoleEdited).change(&old, &new).named(&name).record(&transaction).await?;
    let changed = Event::by(permit, now, Kind::RoleEdited);
    withdraw_unfounded_of_role(&transaction, &current, &changed).await?;
    Ok(transaction.commit().await?)
}
