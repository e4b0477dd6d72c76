//! The tree that a person changes: that of their own organization, which one person changes at a time.

use model::access::{GroupId, RoleObject};
use model::{Level, OrganizationId, Permit, Refused};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Select,
};

use super::GroupError;
use crate::db::entity::{access_group, organization};
use crate::db::{WriteTransaction, actor_query};

/// The tree of an organization.
pub(super) struct Own {
    pub organization: OrganizationId,
}

/// Enters the tree of the permit's organization to change it. Such changes wait for each other and for those of people and roles,
/// so that two people who move A below B and B below A make no cycle, and nobody acts on a level that they have lost. None if the
/// person no longer has Full Access and the home All (R22).
pub(super) async fn enter(transaction: &WriteTransaction, permit: &Permit) -> Result<Option<Own>, DbErr> {
    let Some(own) = permit.organization() else { return Ok(None) };
    organization::Entity::find_by_id(own).lock(LockType::NoKeyUpdate).one(transaction).await?;
    let mut held = actor_query::of_members(transaction, [permit.user()], own).await?;
    let Some(member) = held.remove(&permit.user()) else { return Ok(None) };
    let is_full = member.levels.get(RoleObject::LicenseManagement) == Level::FullAccess;
    Ok((is_full && member.position.is_at_all()).then_some(Own { organization: own }))
}

impl Own {
    /// A group of this tree.
    pub async fn group(
        &self,
        connection: &impl ConnectionTrait,
        id: GroupId,
    ) -> Result<access_group::Model, GroupError> {
        Ok(self.groups().filter(access_group::Column::Id.eq(id)).one(connection).await?.ok_or(Refused)?)
    }

    /// A group that is to be changed: not the root, and as it was opened.
    pub async fn changing(
        &self,
        transaction: &WriteTransaction,
        id: GroupId,
        version: i32,
    ) -> Result<(access_group::Model, GroupId), GroupError> {
        // Locked, so that nothing comes into it while it is removed.
        let found = self.groups().filter(access_group::Column::Id.eq(id)).lock_exclusive();
        let found = found.one(transaction).await?.ok_or(Refused)?;
        let parent = found.parent_id.ok_or(GroupError::Root)?;
        if found.version == version { Ok((found, parent)) } else { Err(GroupError::Changed) }
    }

    /// All groups of this tree.
    pub fn groups(&self) -> Select<access_group::Entity> {
        access_group::Entity::find().filter(access_group::Column::OrganizationId.eq(self.organization)) // tenant: own groups
    }

    /// Fails if a group below `parent` has that name; `but` may have it.
    pub async fn check_free(
        &self,
        connection: &impl ConnectionTrait,
        parent: GroupId,
        name: &str,
        but: Option<GroupId>,
    ) -> Result<(), GroupError> {
        let beside = self
            .groups()
            .filter(access_group::Column::ParentId.eq(parent))
            .filter(access_group::Column::NameFolded.eq(crate::text::fold(name)));
        let other = beside.one(connection).await?.filter(|other| Some(other.id) != but);
        if other.is_some() { Err(GroupError::Exists(name.to_owned())) } else { Ok(()) }
    }

    /// How many groups there are.
    pub async fn count(&self, connection: &impl ConnectionTrait) -> Result<u64, DbErr> {
        self.groups().count(connection).await
    }
}
