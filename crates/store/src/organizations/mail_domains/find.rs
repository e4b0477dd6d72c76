//! Finds a domain, and its owner.

use model::{Action, OrganizationId, Permit, Refused};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::{MailDomainError, of_address};
use crate::Db;
use crate::db::entity::organization_domain as row;

/// A domain to verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The domain, in ASCII.
    pub domain: String,
    /// The text that one of its TXT records must have after [`PREFIX`](super::PREFIX).
    pub proof: String,
}

/// Returns a domain of the permit's organization, for a look at its DNS.
pub async fn find(db: &Db, permit: &Permit, id: i64) -> Result<Pending, MailDomainError> {
    permit.only(Action::ManageSecurity)?;
    let found = own(db.connection(), permit, id).await?;
    Ok(Pending { domain: found.domain, proof: found.proof })
}

/// Returns the row of a domain of the permit's organization.
pub(super) async fn own(
    connection: &impl ConnectionTrait,
    permit: &Permit,
    id: i64,
) -> Result<row::Model, MailDomainError> {
    let home = permit.organization().ok_or(Refused)?;
    let found = row::Entity::find_by_id(id).filter(row::Column::OrganizationId.eq(home)); // tenant: own domains
    Ok(found.one(connection).await?.ok_or(Refused)?)
}

/// Whether any organization has a verified domain, so that people with an address there can sign up.
pub async fn is_any_verified(db: &Db) -> Result<bool, DbErr> {
    let verified = row::Entity::find().filter(row::Column::VerifiedAt.is_not_null());
    let found = verified.select_only().column(row::Column::Id).into_tuple::<i64>().one(db.connection());
    Ok(found.await?.is_some())
}

/// The organization whose verified domain the address is in.
pub(crate) async fn owner(
    connection: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<OrganizationId>, DbErr> {
    let Some(domain) = of_address(email) else { return Ok(None) };
    row::Entity::find()
        .filter(row::Column::Domain.eq(domain))
        .filter(row::Column::VerifiedAt.is_not_null())
        .select_only()
        .column(row::Column::OrganizationId)
        .into_tuple()
        .one(connection)
        .await
}
