//! Who would see the licenses of a pool in a group, for those who are about to move it there.

use std::collections::BTreeSet;

use model::access::{GroupId, GroupObject};
use model::pools::Onlookers;
use model::{Action, Level, OrganizationId, Permit, Refused, RoleObject, UserId};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::PoolError;
use crate::Db;
use crate::db::actor_query;
use crate::db::batch::BATCH;
use crate::db::entity::{
    access_group, access_group_path, membership, permission_set_entry, permission_set_member,
};

/// Counts the members of the permit's organization who see licenses in that group, by role or by permission set.
pub async fn who_sees(db: &Db, permit: &Permit, group: GroupId) -> Result<Onlookers, PoolError> {
    permit.only(Action::ManagePools)?;
    let own = permit.organization().ok_or(Refused)?;
    let snapshot = db.begin_snapshot().await?;
    let there = access_group::Entity::find_by_id(group).filter(access_group::Column::OrganizationId.eq(own)); // tenant: own groups, to ask about
    there.one(&snapshot).await?.ok_or(Refused)?;
    let line: Vec<GroupId> = access_group_path::Entity::find()
        .filter(access_group_path::Column::DescendantId.eq(group))
        .select_only()
        .column(access_group_path::Column::AncestorId)
        .into_tuple()
        .all(&snapshot)
        .await?;
    let people: Vec<UserId> = candidates(&snapshot, own, &line).await?.into_iter().collect();
    let mut onlookers = Onlookers { see: 0, may_use: 0 };
    for batch in people.chunks(BATCH) {
        let members = actor_query::of_members(&snapshot, batch.iter().copied(), own).await?;
        for member in members.into_values() {
            let role = member.levels.get(RoleObject::LicenseManagement);
            let level = member.position.level(GroupObject::Licenses, role, &line);
            onlookers.see += u64::from(level >= Level::ViewOnly);
            onlookers.may_use += u64::from(level >= Level::Use);
        }
    }
    Ok(onlookers)
}

/// Those who have their home, or an entry of a set, at one of these groups.
async fn candidates(
    connection: &impl ConnectionTrait,
    own: OrganizationId,
    line: &[GroupId],
) -> Result<BTreeSet<UserId>, DbErr> {
    let mut sets = Query::select();
    sets.column(permission_set_entry::Column::SetId).from(permission_set_entry::Entity);
    sets.and_where(permission_set_entry::Column::OrganizationId.eq(own));
    sets.and_where(permission_set_entry::Column::GroupId.is_in(line.iter().copied()));
    let mut given = Query::select();
    given.column(permission_set_member::Column::UserId).from(permission_set_member::Entity);
    given.and_where(permission_set_member::Column::OrganizationId.eq(own));
    given.and_where(permission_set_member::Column::SetId.in_subquery(sets));
    let any = Condition::any()
        .add(membership::Column::HomeGroupId.is_in(line.iter().copied()))
        .add(membership::Column::UserId.in_subquery(given));
    let users: Vec<UserId> = membership::Entity::find()
        .filter(membership::Column::OrganizationId.eq(own)) // tenant: own members, to count
        .filter(any)
        .select_only()
        .column(membership::Column::UserId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(users.into_iter().collect())
}
