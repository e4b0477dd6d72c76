//! Whether a group lies below another.

use model::access::GroupId;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use crate::db::entity::access_group_path;

/// Whether `group` is `above` itself or lies below it.
pub(crate) async fn is_within(
    connection: &impl ConnectionTrait,
    group: GroupId,
    above: GroupId,
) -> Result<bool, DbErr> {
    let path = access_group_path::Entity::find_by_id((above, group)).one(connection).await?;
    Ok(path.is_some())
}
