//! Gives a member another role.

use model::access::may_give;
use model::{Action, OrganizationId, Permit, Refused, RoleId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::UserError;
use super::changing::{Changing, begin};
use crate::Db;
use crate::db::entity::{membership, user};
use crate::events::{Event, Kind};
use crate::people::invitation::withdraw_unfounded;
use crate::people::{is_vacant, managed_organization};

/// Gives `user` the role with that number in `organization`, from their next request on. `now` in milliseconds since the Unix
/// epoch.
pub async fn change_role(
    db: &Db,
    permit: &Permit,
    organization: OrganizationId,
    user: UserId,
    role: RoleId,
    now: i64,
) -> Result<(), UserError> {
    permit.only(Action::ManageUsers)?;
    let Changing { transaction, place, held: before } =
        begin(db, permit, organization, user, UserError::OwnRole).await?;
    let after = managed_organization::role(&transaction, organization, role).await?.ok_or(Refused)?;
    may_give(&place.own, &after.height)?;
    if !is_vacant(&transaction, &after.row).await? {
        return Err(UserError::HasSuperAdmin);
    }
    if before.row.id == after.row.id {
        return Ok(());
    }
    membership::Entity::update_many()
        .col_expr(membership::Column::RoleId, Expr::value(role))
        .filter(membership::Column::UserId.eq(user))
        .filter(membership::Column::OrganizationId.eq(organization)) // tenant: members, changed
        .exec(&transaction)
        .await?;
    let email =
        user::Entity::find_by_id(user).one(&transaction).await?.map_or_else(String::new, |it| it.email);
    let old = format!("{email}: {}", before.row.name);
    let new = format!("{email}: {}", after.row.name);
    let event = Event::by(permit, now, Kind::MemberRoleChanged).change(&old, &new).named(&email);
    Event { organization: Some(organization), ..event }.record(&transaction).await?;
    let changed = Event::by(permit, now, Kind::MemberRoleChanged);
    withdraw_unfounded(&transaction, user, organization, &changed).await?;
    Ok(transaction.commit().await?)
}
