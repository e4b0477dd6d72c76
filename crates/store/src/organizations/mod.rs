//! An organization as its own people run it: its name, its sub-organizations, and which of them has which license.

mod add_sub;
mod licenses;
pub mod mail_domains;
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
pub use licenses::licenses;
pub use move_licenses::{MOST, move_each, move_licenses};
pub use rename::rename;
pub use see::see;

/// Advice about an organization that chose its own name.
pub(crate) const CONFIRM: &str =
    "Check that it is the right one. Saving it under Organizations confirms its name.";

/// An organization adds sub-organizations itself until it has this many.
pub const MOST_SUBS: u64 = 1_000;

/// Why an operation on an organization failed.
#[derive(Debug, thiserror::Error)]
pub enum OrganizationError {
    /// The permit is for something else, or does not reach the organization or a license (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The name is invalid.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The organization or one of its sub-organizations has that name, or a similar-looking one.
    #[error(
        "“{0}” already exists in your organization, or looks too similar. Choose a distinguishable name."
    )]
    Exists(String),
    /// The name is not available; the message does not say whether another organization has it (R3).
    #[error("This name can't be used. Choose another one. If it is yours, ask the portal's operator.")]
    NotFree,
    /// The person tried too many unavailable names.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The organization is itself a sub-organization.
    #[error("A sub-organization can't have sub-organizations.")]
    IsSub,
    /// The organization has [`MOST_SUBS`] already.
    #[error(
        "An organization can add up to {MOST_SUBS} sub-organizations itself. For more, ask the portal's operator."
    )]
    TooManySubs,
    /// No license is given, or too many.
    #[error("Choose 1 to {MOST} licenses at once.")]
    Count,
    /// Source and target are the same.
    #[error("Choose an organization that does not already have them.")]
    Same,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Returns an organization that the permit reaches, its own or a sub-organization, locked until the transaction ends.
async fn find(
    transaction: &impl ConnectionTrait,
    permit: &Permit,
    id: OrganizationId,
) -> Result<organization::Model, OrganizationError> {
    let found =
        organization::Entity::find_by_id(id).filter(scope::organizations(permit)).lock(LockType::NoKeyUpdate);
    Ok(found.one(transaction).await?.ok_or(Refused)?)
}

/// How many unavailable names one person may try within a quarter of an hour: nobody can go through a list of companies to
/// learn which ones are here.
const TRIES: i32 = 10;

/// Counts an unavailable name against the person who asked for it; runs after all locks are released.
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

/// Returns a name that no other organization has or resembles; `but` may resemble itself.
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

/// The database lets one of two people who take a name at the same moment have it.
fn taken(error: DbErr) -> OrganizationError {
    if is_name_taken(&error) { OrganizationError::NotFree } else { error.into() }
}

#[cfg(test)]
mod tests;
