//! Lists the roles of an organization.

use std::collections::HashMap;

use model::access::{Rank, may_set};
use model::role::Role;
use model::{Action, Permit, Refused, RoleId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::RoleError;
use crate::Db;
use crate::db::entity::{invitation, membership};
use crate::people::managed_organization;
use crate::text::order_key;

/// Returns all roles of the permit's organization: the predefined ones from the highest, then the others by name. Whether the
/// reader may change one supposes that they have a permit to manage roles.
pub async fn list(db: &Db, permit: &Permit) -> Result<Vec<Role>, RoleError> {
    permit.only(Action::ListRoles)?;
    let home = permit.organization().ok_or(Refused)?;
    let snapshot = db.begin_snapshot().await?;
    let own = managed_organization::held(&snapshot, home, permit.user()).await?;
    // A viewer has no role here, and changes none.
    if own.is_none() && !permit.is_viewing() {
        return Err(Refused.into());
    }
    let roles = managed_organization::roles(&snapshot, &[home]).await?;
    let ids = || roles.keys().copied();
    let members: Vec<(RoleId, i64)> = membership::Entity::find()
        .filter(membership::Column::RoleId.is_in(ids()))
        .select_only()
        .column(membership::Column::RoleId)
        .column_as(Expr::col(membership::Column::UserId).count(), "people")
        .group_by(membership::Column::RoleId)
        .into_tuple()
        .all(&snapshot)
        .await?;
    let invited: Vec<(RoleId, i64)> = invitation::Entity::find()
        .filter(invitation::Column::RoleId.is_in(ids()))
        .select_only()
        .column(invitation::Column::RoleId)
        .column_as(Expr::col(invitation::Column::Id).count(), "people")
        .group_by(invitation::Column::RoleId)
        .into_tuple()
        .all(&snapshot)
        .await?;
    snapshot.commit().await?;
    let mut people: HashMap<RoleId, u64> = HashMap::new();
    for (role, count) in members.into_iter().chain(invited) {
        *people.entry(role).or_default() += u64::try_from(count).unwrap_or_default();
    }
    let mut listed: Vec<(Rank, Role)> = Vec::with_capacity(roles.len());
    for (id, role) in roles {
        let predefined = role.row.predefined.is_some();
        let may_change = !predefined
            && own
                .as_ref()
                .is_some_and(|own| id != own.row.id && may_set(&own.height, &role.height.levels).is_ok());
        let row = Role {
            id,
            name: role.row.name,
            description: role.row.description,
            predefined,
            levels: role.height.levels,
            people: people.get(&id).copied().unwrap_or_default(),
            may_change,
        };
        listed.push((role.height.rank, row));
    }
    listed.sort_by_cached_key(|(rank, row)| {
        (std::cmp::Reverse(*rank), !row.predefined, order_key(&row.name), row.id)
    });
    Ok(listed.into_iter().map(|(_, row)| row).collect())
}
