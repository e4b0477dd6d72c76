//! Reads the security settings of an organization.

use model::security::{Security, Settings};
use model::{Action, Permit, Refused};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::SecurityError;
use crate::Db;
use crate::db::entity::{membership, organization};
use crate::sign_in::second_factor;

/// Returns the settings of the permit's organization.
pub async fn see(db: &Db, permit: &Permit) -> Result<Security, SecurityError> {
    permit.only(Action::SeeSecurity)?;
    let id = permit.organization().ok_or(Refused)?;
    let connection = db.connection();
    let found = organization::Entity::find_by_id(id).one(connection).await?.ok_or(Refused)?;
    let members = membership::Entity::find().filter(membership::Column::OrganizationId.eq(id)); // tenant: own members, counted
    let with_factor = second_factor::of_people(id, found.parent_id);
    let with_factor = members.clone().filter(membership::Column::UserId.in_subquery(with_factor));
    Ok(Security {
        settings: Settings { factor_required: found.factor_required, idle_minutes: found.idle_minutes },
        members: members.count(connection).await?,
        with_factor: with_factor.count(connection).await?,
    })
}
