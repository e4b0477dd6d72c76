//! Renames an access group.

use model::access::GroupId;
use model::{Action, Permit, Refused};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::GroupError;
use super::name::checked_name;
use super::own::enter;
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::entity::access_group;
use crate::events::{Event, Kind};
use crate::text::fold;

/// Renames a group of the permit's organization that still has that version. `now` in milliseconds since the Unix epoch.
pub async fn rename(
    db: &Db,
    permit: &Permit,
    group: GroupId,
    version: i32,
    name: &str,
    now: i64,
) -> Result<(), GroupError> {
    permit.only(Action::ManageGroups)?;
    let transaction = db.begin_write().await?;
    let own = enter(&transaction, permit).await?.ok_or(Refused)?;
    let (found, parent) = own.changing(&transaction, group, version).await?;
    let name: String = checked_name::<GroupError>(name)?;
    if name == found.name {
        return Ok(());
    }
    own.check_free(&transaction, parent, &name, Some(group)).await?;
    let row = access_group::ActiveModel {
        id: Set(group),
        name: Set(name.clone()),
        name_folded: Set(fold(&name)),
        version: Set(version + 1),
        ..Default::default()
    };
    row.update(&transaction).await.or_taken(|| GroupError::Exists(name.clone()))?;
    let event = Event::by(permit, now, Kind::GroupRenamed).change(&found.name, &name).named(&name);
    event.record(&transaction).await?;
    Ok(transaction.commit().await?)
}
