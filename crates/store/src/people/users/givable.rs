//! The roles that a person may give.

use model::access::{Rank, may_give};
use model::role::RoleToGive;
use model::{Action, OrganizationId, Permit, Refused};

use super::UserError;
use crate::Db;
use crate::people::{is_vacant, managed_organization};
use crate::text::order_key;

/// Returns the roles of `organization` that the permit's holder may give there: the predefined ones first, then by name.
pub async fn givable(
    db: &Db,
    permit: &Permit,
    organization: OrganizationId,
) -> Result<Vec<RoleToGive>, UserError> {
    // Anyone who sets up single sign-on chooses the roles it gives.
    permit.any_of(&[Action::ManageUsers, Action::ManageConsole, Action::ManageSecurity])?;
    let connection = db.connection();
    let place = managed_organization::find(connection, permit, organization).await?.ok_or(Refused)?;
    let roles = managed_organization::roles(connection, &[organization]).await?;
    let mut givable = Vec::with_capacity(roles.len());
    for role in roles.into_values() {
        if may_give(&place.own, &role.height).is_ok() && is_vacant(connection, &role.row).await? {
            let is_super_admin = role.height.rank == Rank::SuperAdmin;
            givable.push((is_super_admin, role.row));
        }
    }
    givable.sort_by_cached_key(|(_, row)| (row.predefined.is_none(), order_key(&row.name)));
    // The role that nobody should choose by mistake comes last.
    givable.sort_by_key(|(is_super_admin, _)| *is_super_admin);
    let shown = givable.into_iter().map(|(_, row)| RoleToGive {
        id: row.id,
        name: row.name,
        description: row.description,
    });
    Ok(shown.collect())
}
