//! Adds a role of an organization's own, as the command line and the tests do.

use model::access::RoleObject;
use model::{Level, Levels, OrganizationId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr};

use super::{AddError, checked_name};
use crate::Db;
use crate::db::batch;
use crate::db::entity::{role, role_level};

/// Adds a custom role.
pub async fn add_role(
    db: &Db,
    organization: OrganizationId,
    name: &str,
    levels: Levels,
) -> Result<i64, AddError> {
    let name = checked_name(name)?;
    let transaction = db.begin_write().await?;
    let id = insert_role(&transaction, organization, &name, levels).await?;
    transaction.commit().await?;
    Ok(id)
}

/// [`add_role`] within a transaction. The caller checks the name.
pub(crate) async fn insert_role(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
    name: &str,
    levels: Levels,
) -> Result<i64, DbErr> {
    let row = role::ActiveModel {
        organization_id: Set(organization),
        description: Set(String::new()),
        predefined: Set(None),
        ..role::ActiveModel::named(name)
    };
    let id = row.insert(connection).await?.id;
    batch::insert(connection, level_rows(id, levels).collect()).await?;
    Ok(id)
}

/// The rows for a role's levels.
pub(crate) fn level_rows(role: i64, levels: Levels) -> impl Iterator<Item = role_level::ActiveModel> {
    let given = RoleObject::ALL.into_iter().filter(move |object| levels.get(*object) > Level::None);
    given.map(move |object| role_level::ActiveModel {
        role_id: Set(role),
        object: Set(object.name().to_owned()),
        level: Set(levels.get(object).name().to_owned()),
    })
}
