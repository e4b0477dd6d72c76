//! Entries of sets, and the sets of a member.

use std::collections::BTreeMap;

use model::access::{Entry, GroupObject};
use model::groups::SetId;
use model::{Level, OrganizationId, Refused, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::SetError;
use crate::db::entity::{permission_set, permission_set_entry, permission_set_member};

/// A set of that organization.
pub(super) async fn find(
    connection: &impl ConnectionTrait,
    own: OrganizationId,
    id: SetId,
) -> Result<permission_set::Model, SetError> {
    let found = permission_set::Entity::find_by_id(id).filter(permission_set::Column::OrganizationId.eq(own)); // tenant: own sets
    Ok(found.one(connection).await?.ok_or(Refused)?)
}

/// The entries of an organization's sets, by set and sorted.
pub(super) async fn entries(
    connection: &impl ConnectionTrait,
    own: OrganizationId,
    of: Option<SetId>,
) -> Result<BTreeMap<SetId, Vec<Entry>>, DbErr> {
    let mut rows =
        permission_set_entry::Entity::find().filter(permission_set_entry::Column::OrganizationId.eq(own)); // tenant: entries of own sets
    if let Some(set) = of {
        rows = rows.filter(permission_set_entry::Column::SetId.eq(set));
    }
    let mut entries: BTreeMap<SetId, Vec<Entry>> = BTreeMap::new();
    for row in rows.all(connection).await? {
        let (Some(object), Some(level)) = (GroupObject::from_name(&row.object), Level::from_name(&row.level))
        else {
            continue;
        };
        entries.entry(row.set_id).or_default().push(Entry { group: row.group_id, object, level });
    }
    for entries in entries.values_mut() {
        entries.sort_unstable();
    }
    Ok(entries)
}

/// The sets that a member has, by number: name and entries.
pub(in crate::groups) async fn held_by(
    connection: &impl ConnectionTrait,
    own: OrganizationId,
    user: UserId,
) -> Result<Vec<(String, Vec<Entry>)>, DbErr> {
    let given = permission_set_member::Entity::find()
        .filter(permission_set_member::Column::OrganizationId.eq(own)) // tenant: own sets, given to a member
        .filter(permission_set_member::Column::UserId.eq(user));
    let given: Vec<SetId> = given.all(connection).await?.into_iter().map(|row| row.set_id).collect();
    let sets = permission_set::Entity::find()
        .filter(permission_set::Column::Id.is_in(given))
        .order_by_asc(permission_set::Column::Id)
        .all(connection)
        .await?;
    let mut all = entries(connection, own, None).await?;
    Ok(sets.into_iter().map(|set| (set.name, all.remove(&set.id).unwrap_or_default())).collect())
}
