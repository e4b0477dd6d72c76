//! The tree of access groups, as its reader sees it.

use std::collections::{HashMap, HashSet};

use model::access::{GroupId, Groups};
use model::groups::Group;
use model::{Action, OrganizationId, Permit, ProductKind, Refused};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::GroupError;
use crate::Db;
use crate::db::entity::{access_group, access_group_path, membership, pool};
use crate::text::order_key;

/// Returns the groups of the permit's organization by name. The tree begins at the reader's own topmost groups: a group whose
/// parent they don't see has none (R23). Members are counted for those who manage groups or users, pools for those who manage
/// either.
pub async fn list(db: &Db, permit: &Permit) -> Result<Vec<Group>, GroupError> {
    permit.any_of(&[Action::ManageGroups, Action::ManagePools, Action::ManageUsers, Action::SeePools])?;
    let own = permit.organization().ok_or(Refused)?;
    let snapshot = db.begin_snapshot().await?;
    let mut groups = access_group::Entity::find().filter(access_group::Column::OrganizationId.eq(own)); // tenant: own groups, listed
    if let Groups::Below(tops) = tops(permit) {
        let mut seen = Query::select();
        seen.column(access_group_path::Column::DescendantId).from(access_group_path::Entity);
        seen.and_where(access_group_path::Column::AncestorId.is_in(tops));
        groups = groups.filter(access_group::Column::Id.in_subquery(seen)); // tenant: groups within reach, listed
    }
    let groups = groups.all(&snapshot).await?;
    let action = permit.action();
    let members = match action {
        Action::ManageGroups | Action::ManageUsers => members(&snapshot, own).await?,
        _ => HashMap::new(),
    };
    let pools = match action {
        Action::ManageGroups | Action::ManagePools => pools(&snapshot, own).await?,
        _ => HashMap::new(),
    };
    snapshot.commit().await?;
    let seen: HashSet<GroupId> = groups.iter().map(|group| group.id).collect();
    let count = |counts: &HashMap<GroupId, u64>, id| counts.get(&id).copied().unwrap_or_default();
    let mut listed: Vec<Group> = groups
        .into_iter()
        .map(|row| Group {
            id: row.id,
            parent: row.parent_id.filter(|parent| seen.contains(parent)),
            name: row.name,
            version: row.version,
            members: count(&members, row.id),
            pools: count(&pools, row.id),
        })
        .collect();
    listed.sort_by_cached_key(|group| (order_key(&group.name), group.id));
    Ok(listed)
}

/// The groups at which the reader's tree begins: those of licenses within reach, or, for those who manage people, their home.
fn tops(permit: &Permit) -> Groups {
    match permit.action() {
        Action::SeePools => permit.groups(ProductKind::OnPremises).clone(),
        _ => permit.home().map_or(Groups::All, |home| Groups::Below(vec![home])),
    }
}

async fn members(
    connection: &impl ConnectionTrait,
    own: OrganizationId,
) -> Result<HashMap<GroupId, u64>, DbErr> {
    let counted: Vec<(GroupId, i64)> = membership::Entity::find()
        .filter(membership::Column::OrganizationId.eq(own)) // tenant: own members, counted by home
        .select_only()
        .column(membership::Column::HomeGroupId)
        .column_as(Expr::col(membership::Column::UserId).count(), "people")
        .group_by(membership::Column::HomeGroupId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(as_map(counted))
}

async fn pools(
    connection: &impl ConnectionTrait,
    own: OrganizationId,
) -> Result<HashMap<GroupId, u64>, DbErr> {
    let counted: Vec<(GroupId, i64)> = pool::Entity::find()
        .filter(pool::Column::OrganizationId.eq(own)) // tenant: own pools, counted by group
        .select_only()
        .column(pool::Column::GroupId)
        .column_as(Expr::col(pool::Column::Id).count(), "pools")
        .group_by(pool::Column::GroupId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(as_map(counted))
}

fn as_map(counted: Vec<(GroupId, i64)>) -> HashMap<GroupId, u64> {
    counted.into_iter().map(|(group, count)| (group, u64::try_from(count).unwrap_or_default())).collect()
}
