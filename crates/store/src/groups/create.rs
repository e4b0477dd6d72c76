//! Adds an access group.

use model::access::GroupId;
use model::groups::{DEPTH_LIMIT, GROUP_LIMIT};
use model::{Action, Permit, Refused};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use super::GroupError;
use super::name::checked_name;
use super::own::enter;
use super::path::{depth, hang, path};
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::entity::{access_group, access_group_path};
use crate::events::{Event, Kind};
use crate::text::fold;

/// Adds a group below `parent` to the tree of the permit's organization, and returns its number. `now` in milliseconds since the
/// Unix epoch.
pub async fn create(
    db: &Db,
    permit: &Permit,
    parent: GroupId,
    name: &str,
    now: i64,
) -> Result<GroupId, GroupError> {
    permit.only(Action::ManageGroups)?;
    let transaction = db.begin_write().await?;
    let own = enter(&transaction, permit).await?.ok_or(Refused)?;
    own.group(&transaction, parent).await?;
    let name: String = checked_name::<GroupError>(name)?;
    if own.count(&transaction).await? >= GROUP_LIMIT {
        return Err(GroupError::TooMany);
    }
    if depth(&transaction, parent).await? >= DEPTH_LIMIT {
        return Err(GroupError::TooDeep);
    }
    own.check_free(&transaction, parent, &name, None).await?;
    let row = access_group::ActiveModel {
        organization_id: Set(own.organization),
        parent_id: Set(Some(parent)),
        name: Set(name.clone()),
        name_folded: Set(fold(&name)),
        version: Set(0),
        ..Default::default()
    };
    let id = row.insert(&transaction).await.or_taken(|| GroupError::Exists(name.clone()))?.id;
    let itself =
        access_group_path::ActiveModel { ancestor_id: Set(id), descendant_id: Set(id), depth: Set(0) };
    access_group_path::Entity::insert(itself).exec_without_returning(&transaction).await?;
    hang(&transaction, id, parent).await?;
    let about = path(&transaction, id).await?;
    Event::by(permit, now, Kind::GroupAdded).change("", &about).named(&name).record(&transaction).await?;
    transaction.commit().await?;
    Ok(id)
}
