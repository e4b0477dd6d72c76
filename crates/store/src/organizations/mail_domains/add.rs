//! Adds a mail domain to an organization.

use model::{Action, Permit, Refused};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::{LIMIT, MailDomainError, checked};
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::entity::{organization, organization_domain as row};
use crate::db::secret::Secret;
use crate::events::{Event, Kind};

/// Adds a mail domain to the permit's organization, to be verified by its DNS later. Success does not reveal whether another
/// organization has it (R3). `now` in milliseconds since the Unix epoch.
pub async fn add(
    db: &Db,
    permit: &Permit,
    domain: &str,
    proof: Secret,
    now: i64,
) -> Result<(), MailDomainError> {
    permit.only(Action::ManageSecurity)?;
    let home = permit.organization().ok_or(Refused)?;
    let domain = checked(domain)?;
    let transaction = db.begin_write().await?;
    organization::Entity::find_by_id(home).lock_exclusive().one(&transaction).await?.ok_or(Refused)?;
    let own = row::Entity::find().filter(row::Column::OrganizationId.eq(home)); // tenant: own domains, added
    if own.clone().filter(row::Column::Domain.eq(&domain)).one(&transaction).await?.is_some() {
        return Err(MailDomainError::Exists(domain));
    }
    if own.count(&transaction).await? >= LIMIT {
        return Err(MailDomainError::TooMany);
    }
    let new = row::ActiveModel {
        organization_id: Set(home),
        domain: Set(domain.clone()),
        proof: Set(proof.to_text()),
        created_at: Set(now),
        verified_at: Set(None),
        ..Default::default()
    };
    let added = row::Entity::insert(new).exec_without_returning(&transaction).await;
    added.or_taken(|| MailDomainError::Exists(domain.clone()))?;
    Event::by(permit, now, Kind::DomainAdded).change("", &domain).record(&transaction).await?;
    Ok(transaction.commit().await?)
}
