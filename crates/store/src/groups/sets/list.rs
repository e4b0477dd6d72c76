//! Lists the permission sets of an organization.

use std::collections::BTreeMap;

use model::groups::{PermissionSet, SetId};
use model::{Action, Permit, Refused, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::SetError;
use super::held::entries;
use crate::Db;
use crate::db::entity::{permission_set, permission_set_member};
use crate::text::order_key;

/// Returns the permission sets of the permit's organization by name, with their entries and the members who have them.
pub async fn list(db: &Db, permit: &Permit) -> Result<Vec<PermissionSet>, SetError> {
    permit.only(Action::ManageGroups)?;
    let own = permit.organization().ok_or(Refused)?;
    let snapshot = db.begin_snapshot().await?;
    let sets = permission_set::Entity::find()
        .filter(permission_set::Column::OrganizationId.eq(own)) // tenant: own sets, listed
        .all(&snapshot)
        .await?;
    let mut entries = entries(&snapshot, own, None).await?;
    let given = permission_set_member::Entity::find()
        .filter(permission_set_member::Column::OrganizationId.eq(own)) // tenant: members who have sets
        .order_by_asc(permission_set_member::Column::UserId)
        .all(&snapshot)
        .await?;
    snapshot.commit().await?;
    let mut people: BTreeMap<SetId, Vec<UserId>> = BTreeMap::new();
    for row in given {
        people.entry(row.set_id).or_default().push(row.user_id);
    }
    let mut listed: Vec<PermissionSet> = sets
        .into_iter()
        .map(|set| PermissionSet {
            id: set.id,
            version: set.version,
            entries: entries.remove(&set.id).unwrap_or_default(),
            people: people.remove(&set.id).unwrap_or_default(),
            name: set.name,
        })
        .collect();
    listed.sort_by_cached_key(|set| (order_key(&set.name), set.id));
    Ok(listed)
}
