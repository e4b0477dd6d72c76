//! Moves an access group below another.

use model::access::GroupId;
use model::groups::DEPTH_LIMIT;
use model::{Action, Permit, Refused};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::GroupError;
use super::is_within;
use super::own::enter;
use super::path::{depth, hang, height, path};
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::entity::access_group;
use crate::events::{Event, Kind};

/// Moves a group of the permit's organization, which still has that version, below `to`, with everything in and below it. From
/// their next request on people reach it by their levels there. `now` in milliseconds since the Unix epoch.
pub async fn move_group(
    db: &Db,
    permit: &Permit,
    group: GroupId,
    version: i32,
    to: GroupId,
    now: i64,
) -> Result<(), GroupError> {
    permit.only(Action::ManageGroups)?;
    let transaction = db.begin_write().await?;
    let own = enter(&transaction, permit).await?.ok_or(Refused)?;
    own.group(&transaction, to).await?;
    let (found, parent) = own.changing(&transaction, group, version).await?;
    if parent == to {
        return Ok(());
    }
    if is_within(&transaction, to, group).await? {
        return Err(GroupError::Below);
    }
    if depth(&transaction, to).await? + 1 + height(&transaction, group).await? > DEPTH_LIMIT {
        return Err(GroupError::TooDeep);
    }
    own.check_free(&transaction, to, &found.name, None).await?;
    let before = path(&transaction, group).await?;
    hang(&transaction, group, to).await?;
    let row = access_group::ActiveModel {
        id: Set(group),
        parent_id: Set(Some(to)),
        version: Set(version + 1),
        ..Default::default()
    };
    row.update(&transaction).await.or_taken(|| GroupError::Exists(found.name.clone()))?;
    let after = path(&transaction, group).await?;
    let event = Event::by(permit, now, Kind::GroupMoved).change(&before, &after).named(&found.name);
    event.record(&transaction).await?;
    Ok(transaction.commit().await?)
}
