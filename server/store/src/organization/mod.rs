//! An organisation as its own people run it: its name, its sub-organisations, and which of them has which license.

mod add_sub;
mod licenses;
mod move_licenses;
mod rename;
mod see;

use model::person::{NameError, checked_name};
use model::{OrganizationId, Permit, Refused};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::organization;
use crate::people::organization_alike;

pub use add_sub::add_sub;
pub use licenses::{Movable, SHOWN, licenses};
pub use move_licenses::{MOST, move_licenses};
pub use rename::rename;
pub use see::{Listing, Part, Seen, see};

/// Why nothing was done with an organisation.
#[derive(Debug, thiserror::Error)]
pub enum OrganizationError {
    /// The permit is for something else, or does not reach the organisation or a license (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The name can't be one.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Another organisation has it.
    #[error("There is an organization named “{0}” already. Names are unique in the installation.")]
    Exists(String),
    /// It is a sub-organisation itself.
    #[error("A sub-organization has no sub-organizations of its own.")]
    IsSub,
    /// No license is named, or too many.
    #[error("Choose 1 to {MOST} licenses at once.")]
    Count,
    /// They would stay where they are.
    #[error("Choose another organization than the one that has them.")]
    Same,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// On rows of organisations: the permit's own one and its sub-organisations, which who runs the main one runs with it.
fn in_reach(permit: &Permit) -> Condition {
    let own = permit.organization();
    let mut any = Condition::any();
    any = any.add(organization::Column::Id.eq(own)); // tenant: own organization, run
    any = any.add(organization::Column::ParentId.eq(own)); // tenant: sub-organizations, run
    any
}

/// One of them, locked: it stays what it is until the transaction ends.
async fn find(
    transaction: &impl ConnectionTrait,
    permit: &Permit,
    id: OrganizationId,
) -> Result<organization::Model, OrganizationError> {
    let found = organization::Entity::find_by_id(id).filter(in_reach(permit)).lock(LockType::NoKeyUpdate);
    Ok(found.one(transaction).await?.ok_or(Refused)?)
}

/// A name that no other organisation has.
async fn free_name(transaction: &impl ConnectionTrait, typed: &str) -> Result<String, OrganizationError> {
    let name = checked_name(typed)?;
    match organization_alike(transaction, &name).await? {
        Some(_) => Err(OrganizationError::Exists(name)),
        None => Ok(name),
    }
}

/// Two may take a name at the same moment: the database lets one have it.
fn taken(error: DbErr, name: &str) -> OrganizationError {
    match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => OrganizationError::Exists(name.to_owned()),
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests;
