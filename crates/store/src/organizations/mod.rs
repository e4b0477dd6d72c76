//! An organisation as its own people run it: its name, its sub-organisations, and which of them has which license.

mod add_sub;
pub mod domain;
mod licenses;
mod move_licenses;
mod rename;
pub(crate) mod sales_chain;
mod see;

use model::{OrganizationId, Permit, Refused};
use sea_orm::sea_query::LockType;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::Db;
use crate::db::entity::organization;
use crate::db::scope;
use crate::db::throttle::{self, Throttled};
use crate::people::organization_alike;
use crate::text::{NameError, checked, is_name_taken};

pub use add_sub::add_sub;
pub use licenses::{Movable, SHOWN, licenses};
pub use move_licenses::{MOST, move_licenses};
pub use rename::rename;
pub use see::{Listing, Part, Seen, see};

/// What to do about an organisation that has named itself.
pub(crate) const CONFIRM: &str =
    "Look whether it is the one that is meant; saved once under Organizations, its name is confirmed.";

/// Why nothing was done with an organisation.
#[derive(Debug, thiserror::Error)]
pub enum OrganizationError {
    /// The permit is for something else, or does not reach the organisation or a license (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The name can't be one.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The organization or a sub-organization of it has that name, or one that looks like it.
    #[error(
        "“{0}” is there already in your organization, or looks like it. Give a name that can be told from it."
    )]
    Exists(String),
    /// The name is kept from who asks; it is not told whether another organization has it (R3).
    #[error("This name can't be given. Choose another one; if it is yours, ask who runs this portal.")]
    NotFree,
    /// Too many names that can't be given.
    #[error(transparent)]
    Throttled(#[from] Throttled),
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

/// An organization that the permit reaches, its own one or a sub-organization, locked: it stays what it is until the transaction
/// ends.
async fn find(
    transaction: &impl ConnectionTrait,
    permit: &Permit,
    id: OrganizationId,
) -> Result<organization::Model, OrganizationError> {
    let found =
        organization::Entity::find_by_id(id).filter(scope::organizations(permit)).lock(LockType::NoKeyUpdate);
    Ok(found.one(transaction).await?.ok_or(Refused)?)
}

/// How many names that can't be given one person may try within a quarter of an hour: nobody goes through a list of companies to
/// learn which are here.
const TRIES: i32 = 10;

/// Counts a name that can't be given against the person who asked for it; called once nothing is locked any more.
async fn counted<T>(
    db: &Db,
    permit: &Permit,
    now: i64,
    naming: impl Future<Output = Result<T, OrganizationError>>,
) -> Result<T, OrganizationError> {
    let subject = throttle::subject("organization names by", &permit.user().to_string());
    throttle::attempt(db, &subject, TRIES, now).await??;
    let named = naming.await;
    if !matches!(named, Err(OrganizationError::NotFree)) {
        throttle::forgive(db, &subject).await?;
    }
    named
}

/// A name that no other organization has, nor one that looks like it; `but` may look like itself.
async fn free_name(
    transaction: &impl ConnectionTrait,
    permit: &Permit,
    typed: &str,
    but: Option<OrganizationId>,
) -> Result<String, OrganizationError> {
    let name = checked(typed)?;
    let other = organization_alike(transaction, &name).await?.filter(|other| Some(other.id) != but);
    let own = permit.organization();
    match other {
        None => Ok(name),
        Some(other) if own == Some(other.id) || (own.is_some() && own == other.parent_id) => {
            Err(OrganizationError::Exists(name))
        }
        Some(_) => Err(OrganizationError::NotFree),
    }
}

/// Two may take a name at the same moment: the database lets one have it.
fn taken(error: DbErr) -> OrganizationError {
    if is_name_taken(&error) { OrganizationError::NotFree } else { error.into() }
}

#[cfg(test)]
mod tests;
