//! The part of an organization's tree of access groups that a permit reaches.

use std::collections::HashMap;

use model::access::{GroupId, Groups};
use model::{Permit, ProductKind, Refused};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::PoolError;
use crate::db::entity::{access_group, access_group_path};

/// Groups with their names. The topmost ones seem to have nothing above them (R23).
#[derive(Debug)]
pub(super) struct Tree(HashMap<GroupId, access_group::Model>);

impl Tree {
    /// Reads the groups that the permit reaches. Nobody reaches more of them for cloud services than for other products.
    pub async fn read(connection: &impl ConnectionTrait, permit: &Permit) -> Result<Self, PoolError> {
        let own = permit.organization().ok_or(Refused)?;
        let mut found = access_group::Entity::find().filter(access_group::Column::OrganizationId.eq(own)); // tenant: own access groups, named
        if let Groups::Below(groups) = permit.groups(ProductKind::OnPremises) {
            found = found.filter(access_group::Column::Id.in_subquery(below(groups))); // tenant: groups within reach, named
        }
        let rows = found.all(connection).await?;
        Ok(Self(rows.into_iter().map(|row| (row.id, row)).collect()))
    }

    /// Whether the group is within reach.
    pub fn has(&self, group: GroupId) -> bool {
        self.0.contains_key(&group)
    }

    /// The groups above that one, from the nearest on, after the group itself.
    fn line(&self, group: GroupId) -> impl Iterator<Item = &access_group::Model> {
        let first = self.0.get(&group);
        std::iter::successors(first, |row| self.0.get(&row.parent_id?))
    }

    /// Whether a group within reach is `above` or lies below it.
    pub fn is_below(&self, group: GroupId, above: GroupId) -> bool {
        self.line(group).any(|row| row.id == above)
    }

    /// The names that lead to a group, without the root's unless it is the root.
    pub fn path(&self, group: GroupId) -> Vec<String> {
        let is_shown = |row: &&access_group::Model| row.parent_id.is_some() || row.id == group;
        let mut names: Vec<String> = self.line(group).filter(is_shown).map(|row| row.name.clone()).collect();
        names.reverse();
        names
    }

    /// The path in one line, for events.
    pub fn line_of(&self, group: GroupId) -> String {
        self.path(group).join(" / ")
    }

    /// All groups within reach, in no order.
    pub fn rows(&self) -> impl Iterator<Item = &access_group::Model> {
        self.0.values()
    }

    /// The names from the topmost group within reach down to that one.
    pub fn full_path(&self, group: GroupId) -> Vec<&str> {
        let mut names: Vec<&str> = self.line(group).map(|row| row.name.as_str()).collect();
        names.reverse();
        names
    }
}

fn below(groups: &[GroupId]) -> SelectStatement {
    let mut below = Query::select();
    below.column(access_group_path::Column::DescendantId).from(access_group_path::Entity);
    below.and_where(access_group_path::Column::AncestorId.is_in(groups.iter().copied()));
    below
}
