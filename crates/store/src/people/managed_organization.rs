//! The organization in which people and roles are changed, and the height of the person who changes them.

use std::collections::BTreeMap;

use model::access::{Height, Permit, Rank, Relation};
use model::{Level, Levels, OrganizationId, ProductKind, RoleId, RoleObject, UserId};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::PredefinedRole;
use crate::db::entity::{membership, organization, role, role_level};
use crate::db::scope;

/// An organization that a permit reaches.
pub(crate) struct Place {
    pub organization: organization::Model,
    /// The height of the permit's holder. In a sub-organization it is the same as at home.
    pub own: Height,
}

/// A role with its height.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    pub row: role::Model,
    pub height: Height,
}

impl Role {
    fn new(row: role::Model) -> Self {
        let predefined = row.predefined.as_deref().and_then(PredefinedRole::from_name);
        let rank = predefined.map_or(Rank::Member, PredefinedRole::rank);
        Self { row, height: Height { rank, levels: Levels::default() } }
    }

    fn add(&mut self, given: &role_level::Model) {
        if let (Some(object), Some(level)) =
            (RoleObject::from_name(&given.object), Level::from_name(&given.level))
        {
            self.height.levels = self.height.levels.with(object, level);
        }
    }
}

/// Enters an organization to change people or roles there. Such changes wait for each other, so that checks still hold when the
/// change is written. None if the permit does not reach it (R3).
pub(crate) async fn enter(
    transaction: &impl ConnectionTrait,
    permit: &Permit,
    id: OrganizationId,
) -> Result<Option<Place>, DbErr> {
    // Locks both, the lower number first: whoever acts in a sub-organization must not be demoted at home in the meantime.
    let both = [Some(id), permit.organization()].into_iter().flatten();
    let locked = organization::Entity::find()
        .filter(organization::Column::Id.is_in(both))
        .order_by_asc(organization::Column::Id)
        .lock(LockType::NoKeyUpdate);
    locked.all(transaction).await?;
    find(transaction, permit, id).await
}

/// Returns an organization in which people or roles could be changed; None if the permit does not reach it (R3).
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    id: OrganizationId,
) -> Result<Option<Place>, DbErr> {
    let mut reached = Condition::all();
    if !permit.reach(ProductKind::OnPremises).has(Relation::Installation) {
        reached = reached.add(scope::organizations(permit)); // tenant: organizations whose people and roles are changed
    }
    let found = organization::Entity::find_by_id(id).filter(reached);
    let Some(organization) = found.one(connection).await? else { return Ok(None) };
    let is_home = permit.organization() == Some(id) && !permit.is_viewing();
    let own = if is_home {
        // In their own organization the vendor's staff have their role's height, like everybody.
        held(connection, id, permit.user()).await?.map(|held| held.height)
    } else {
        height(connection, permit).await?
    };
    Ok(own.map(|own| Place { organization, own }))
}

/// The height of the permit's holder: their role's or, for the vendor's staff who act on the whole installation, above
/// everybody. None if they are no longer a member.
pub(crate) async fn height(
    connection: &impl ConnectionTrait,
    permit: &Permit,
) -> Result<Option<Height>, DbErr> {
    if permit.reach(ProductKind::OnPremises).has(Relation::Installation) {
        return Ok(Some(Height { rank: Rank::SuperAdmin, levels: Levels::all(Level::FullAccess) }));
    }
    if permit.is_viewing() {
        // Below everybody: viewers change nobody.
        return Ok(Some(Height { rank: Rank::Member, levels: Levels::default() }));
    }
    let Some(home) = permit.organization() else { return Ok(None) };
    Ok(held(connection, home, permit.user()).await?.map(|held| held.height))
}

/// A person's role in an organization; None if they are no member.
pub(crate) async fn held(
    connection: &impl ConnectionTrait,
    organization: OrganizationId,
    user: UserId,
) -> Result<Option<Role>, DbErr> {
    match membership::Entity::find_by_id((user, organization)).one(connection).await? {
        Some(member) => with_levels(connection, of_organization(organization, member.role_id)).await,
        None => Ok(None),
    }
}

/// Returns a role of that organization, locked: it can't be removed in the meantime, and of two people who become Super Admin at
/// the same moment the second waits.
pub(crate) async fn role(
    transaction: &impl ConnectionTrait,
    organization: OrganizationId,
    id: RoleId,
) -> Result<Option<Role>, DbErr> {
    with_levels(transaction, of_organization(organization, id).lock_exclusive()).await
}

fn of_organization(organization: OrganizationId, id: RoleId) -> Select<role::Entity> {
    role::Entity::find_by_id(id).filter(role::Column::OrganizationId.eq(organization)) // tenant: roles of the organization
}

async fn with_levels(
    connection: &impl ConnectionTrait,
    found: Select<role::Entity>,
) -> Result<Option<Role>, DbErr> {
    let Some(row) = found.one(connection).await? else { return Ok(None) };
    let given =
        role_level::Entity::find().filter(role_level::Column::RoleId.eq(row.id)).all(connection).await?;
    let mut role = Role::new(row);
    for given in &given {
        role.add(given);
    }
    Ok(Some(role))
}

/// All roles of these organizations, by number.
pub(crate) async fn roles(
    connection: &impl ConnectionTrait,
    organizations: &[OrganizationId],
) -> Result<BTreeMap<RoleId, Role>, DbErr> {
    let rows = role::Entity::find()
        .filter(role::Column::OrganizationId.is_in(organizations.iter().copied())) // tenant: roles of organizations
        .all(connection)
        .await?;
    let mut roles: BTreeMap<RoleId, Role> = rows.into_iter().map(|row| (row.id, Role::new(row))).collect();
    let levels = role_level::Entity::find()
        .filter(role_level::Column::RoleId.is_in(roles.keys().copied()))
        .all(connection)
        .await?;
    for given in &levels {
        if let Some(role) = roles.get_mut(&given.role_id) {
            role.add(given);
        }
    }
    Ok(roles)
}
