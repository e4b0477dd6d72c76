//! Viewing an organization read-only: the vendor's staff see what its people see, for an hour, and its Event History records
//! it. Permits make sure that viewers change nothing ([`model::access::VIEWING`]).

mod begin;
mod end;

use model::access::RoleObject;
use model::{Action, Actor, Level, Levels, OrganizationId, OrganizationKind, Refused, Target};
use sea_orm::{DbErr, EntityTrait};

use crate::Db;
use crate::db::actor_query;
use crate::db::entity::organization;

pub use crate::people::viewings::LIFETIME;
pub(crate) use crate::people::viewings::{end_with, vendor};
pub use begin::begin;
pub use end::{end, end_expired};

/// Why an organization can't be viewed.
#[derive(Debug, thiserror::Error)]
pub enum ViewingError {
    /// The permit is for something else, or there is no organization to view (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// The person who acts in a session that views an organization: as a viewer while they may, and otherwise as themselves.
pub(crate) async fn acting(db: &Db, viewed: OrganizationId, actor: Actor) -> Result<Actor, DbErr> {
    if !actor.may(Action::ManageConsole, Target::Installation) {
        return Ok(actor);
    }
    Ok(viewer(db, &actor, viewed).await?.unwrap_or(actor))
}

/// The person as a viewer of that organization; None if it does not exist, or is the vendor's own.
async fn viewer(db: &Db, actor: &Actor, id: OrganizationId) -> Result<Option<Actor>, DbErr> {
    let levels = Levels::all(Level::FullAccess).with(RoleObject::VendorConsole, Level::None);
    let found = actor_query::of_viewer(db.connection(), id, levels).await?;
    let found = found.filter(|membership| membership.kind != OrganizationKind::Vendor);
    Ok(found.map(|membership| Actor {
        user: actor.user,
        membership: Some(model::access::Membership { viewed: true, ..membership }),
    }))
}

/// Number and name of the organization that the person views; None if they view none.
pub async fn viewed(db: &Db, actor: &Actor) -> Result<Option<(OrganizationId, String)>, DbErr> {
    let membership = actor.membership.as_ref().filter(|membership| membership.viewed);
    let Some(membership) = membership else { return Ok(None) };
    let found = organization::Entity::find_by_id(membership.organization).one(db.connection()).await?;
    Ok(found.map(|found| (found.id, found.name)))
}

#[cfg(test)]
mod tests;
