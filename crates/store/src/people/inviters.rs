//! The people who can invite others into an organization.

use std::collections::HashSet;

use model::{Level, OrganizationId, RoleId, RoleObject};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect};

use crate::db::entity::{membership, role_level};

/// Of the given organizations, each with its main organization, returns those into which somebody can invite others: a member
/// who manages its users, or a member of the main organization who manages the users of its sub-organizations.
pub(crate) async fn with_inviters(
    connection: &impl ConnectionTrait,
    organizations: &[(OrganizationId, Option<OrganizationId>)],
) -> Result<HashSet<OrganizationId>, DbErr> {
    let all: HashSet<OrganizationId> =
        organizations.iter().flat_map(|(id, main)| [Some(*id), *main]).flatten().collect();
    let levels = membership::Entity::belongs_to(role_level::Entity)
        .from(membership::Column::RoleId)
        .to(role_level::Column::RoleId);
    let (own, of_subs) = (RoleObject::UserManagement, RoleObject::UserManagementSubOrganizations);
    let found: HashSet<(OrganizationId, RoleId, String)> = membership::Entity::find()
        .join(JoinType::InnerJoin, levels.into())
        .filter(membership::Column::OrganizationId.is_in(all))
        .filter(role_level::Column::Object.is_in([own.name(), of_subs.name()]))
        .filter(role_level::Column::Level.eq(Level::FullAccess.name()))
        .select_only()
        .columns([membership::Column::OrganizationId, membership::Column::RoleId])
        .column(role_level::Column::Object)
        .distinct()
        .into_tuple::<(OrganizationId, RoleId, String)>()
        .all(connection)
        .await?
        .into_iter()
        .collect();
    let may = |role: RoleId, object: RoleObject, id: OrganizationId| {
        found.contains(&(id, role, object.name().to_owned()))
    };
    let is_run_by = |id: OrganizationId, objects: &[RoleObject]| {
        let mut roles = found.iter().filter(|(there, ..)| *there == id).map(|(_, role, _)| *role);
        roles.any(|role| objects.iter().all(|object| may(role, *object, id)))
    };
    let has = |id: OrganizationId, main: Option<OrganizationId>| {
        is_run_by(id, &[own]) || main.is_some_and(|main| is_run_by(main, &[own, of_subs]))
    };
    Ok(organizations.iter().filter(|(id, main)| has(*id, *main)).map(|(id, _)| *id).collect())
}
