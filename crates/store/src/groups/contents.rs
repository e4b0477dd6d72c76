//! What an access group holds.

use model::access::GroupId;
use model::groups::Contents;
use model::{Action, OrganizationId, Permit, Refused};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

use super::GroupError;
use crate::Db;
use crate::db::entity::{access_group, invitation, membership, permission_set_entry, pool};

/// Returns what would move up if a group of the permit's organization were removed.
pub async fn contents(db: &Db, permit: &Permit, group: GroupId) -> Result<Contents, GroupError> {
    permit.only(Action::ManageGroups)?;
    let own = permit.organization().ok_or(Refused)?;
    let snapshot = db.begin_snapshot().await?;
    let found = access_group::Entity::find_by_id(group)
        .filter(access_group::Column::OrganizationId.eq(own)) // tenant: own groups, what they hold
        .one(&snapshot)
        .await?;
    found.ok_or(Refused)?;
    let contents = held(&snapshot, own, group).await?;
    snapshot.commit().await?;
    Ok(contents)
}

/// What a group of that organization holds.
pub(super) async fn held(
    connection: &impl ConnectionTrait,
    own: OrganizationId,
    group: GroupId,
) -> Result<Contents, DbErr> {
    let groups = access_group::Entity::find().filter(access_group::Column::ParentId.eq(group));
    let pools = pool::Entity::find().filter(pool::Column::GroupId.eq(group));
    let members = membership::Entity::find().filter(membership::Column::HomeGroupId.eq(group));
    let invitations = invitation::Entity::find().filter(invitation::Column::HomeGroupId.eq(group));
    let entries = permission_set_entry::Entity::find()
        .filter(permission_set_entry::Column::OrganizationId.eq(own))
        .filter(permission_set_entry::Column::GroupId.eq(group));
    Ok(Contents {
        groups: groups.count(connection).await?,
        pools: pools.count(connection).await?,
        members: members.count(connection).await?,
        invitations: invitations.count(connection).await?,
        entries: entries.count(connection).await?,
    })
}
