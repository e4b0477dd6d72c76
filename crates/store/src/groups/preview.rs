//! What a member sees.

use std::collections::{BTreeMap, BTreeSet};

use model::access::{GroupId, GroupObject, Membership};
use model::groups::{Holding, Preview, Seen};
use model::{Action, Actor, OrganizationId, Permit, Refused, RoleObject, Target, UserId};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
};

use super::GroupError;
use super::path::below;
use super::sets::held_by;
use crate::Db;
use crate::db::entity::{access_group, access_group_path, license_assignment, membership, pool, role, user};
use crate::db::{actor_query, scope, tuples};
use crate::text::order_key;

/// Returns what a member of the permit's organization sees in its tree, and by what.
pub async fn preview(db: &Db, permit: &Permit, member: UserId) -> Result<Preview, GroupError> {
    permit.only(Action::ManageGroups)?;
    let own = permit.organization().ok_or(Refused)?;
    let snapshot = db.begin_snapshot().await?;
    let held = actor_query::of_members(&snapshot, [member], own).await?.remove(&member).ok_or(Refused)?;
    let (name, role) = names(&snapshot, own, member).await?;
    let sets = held_by(&snapshot, own, member).await?;
    let level = held.levels.get(RoleObject::LicenseManagement);
    let holding = Holding { role: (&role, level), position: &held.position, sets: &sets };
    let mut places = Vec::new();
    for line in lines(&snapshot, &held).await? {
        let Some(group) = line.first().copied().filter(|_| holding.rises_at(&line)) else { continue };
        let (pools, licenses) = counts(&snapshot, member, &held, group).await?;
        places.push(Seen {
            group,
            licenses: holding.given(GroupObject::Licenses, &line),
            computers: holding.given(GroupObject::Computers, &line),
            pools,
            license_count: licenses,
        });
    }
    snapshot.commit().await?;
    Ok(Preview { name, home: held.position.home, places, role })
}

/// The member's name and that of their role.
async fn names(
    connection: &impl ConnectionTrait,
    own: OrganizationId,
    member: UserId,
) -> Result<(String, String), GroupError> {
    let people =
        membership::Entity::belongs_to(user::Entity).from(membership::Column::UserId).to(user::Column::Id);
    let roles =
        membership::Entity::belongs_to(role::Entity).from(membership::Column::RoleId).to(role::Column::Id);
    let found = membership::Entity::find_by_id((member, own))
        .join(JoinType::InnerJoin, people.into())
        .join(JoinType::InnerJoin, roles.into())
        .select_only()
        .column_as(user::Column::Name, "name")
        .column_as(role::Column::Name, "role")
        .into_tuple()
        .one(connection)
        .await?;
    Ok(found.ok_or(Refused)?)
}

/// The home and the groups of entries, by name, each with all groups above it, from below.
async fn lines(connection: &impl ConnectionTrait, held: &Membership) -> Result<Vec<Vec<GroupId>>, DbErr> {
    let groups: BTreeSet<GroupId> =
        held.position.entries.iter().map(|entry| entry.group).chain([held.position.home]).collect();
    let found: Vec<(GroupId, GroupId, i32)> = access_group_path::Entity::find()
        .filter(access_group_path::Column::DescendantId.is_in(groups.iter().copied()))
        .order_by_asc(access_group_path::Column::Depth)
        .select_only()
        .column(access_group_path::Column::DescendantId)
        .column(access_group_path::Column::AncestorId)
        .column(access_group_path::Column::Depth)
        .into_tuple()
        .all(connection)
        .await?;
    let mut lines: BTreeMap<GroupId, Vec<GroupId>> = BTreeMap::new();
    for (group, above, _) in found {
        lines.entry(group).or_default().push(above);
    }
    let named = access_group::Entity::find().filter(access_group::Column::Id.is_in(groups));
    let mut named = named.all(connection).await?;
    named.sort_by_cached_key(|group| (order_key(&group.name), group.id));
    Ok(named.iter().filter_map(|group| lines.remove(&group.id)).collect())
}

/// How many pools and licenses the member sees from a group down, by the same conditions as their own lists.
async fn counts(
    connection: &impl ConnectionTrait,
    user: UserId,
    held: &Membership,
    group: GroupId,
) -> Result<(u64, u64), DbErr> {
    let actor = Actor { user, membership: Some(held.clone()) };
    let Ok(listing) = actor.permit(Action::ListLicenses, Target::MyOrganization) else { return Ok((0, 0)) };
    let column = |column| Expr::col((license_assignment::Entity, column));
    let mut seen = scope::assignments(&listing);
    seen.inner_join(
        pool::Entity,
        Expr::col((pool::Entity, pool::Column::Id))
            .equals((license_assignment::Entity, license_assignment::Column::PoolId)),
    )
    .expr(column(license_assignment::Column::PoolId).count_distinct())
    .expr(column(license_assignment::Column::LicenseId).count_distinct())
    .and_where(column(license_assignment::Column::OrganizationId).eq(held.organization))
    .and_where(Expr::col((pool::Entity, pool::Column::GroupId)).in_subquery(below(group)));
    let found: Vec<(i64, i64)> = tuples(connection, &seen).await?;
    let (pools, licenses) = found.first().copied().unwrap_or_default();
    Ok((u64::try_from(pools).unwrap_or_default(), u64::try_from(licenses).unwrap_or_default()))
}
