//! Verifies that a mail domain is the organization's.

use model::{Action, OrganizationId, Permit};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{MailDomainError, PREFIX, checked, find};
use crate::Db;
use crate::db::OrTaken as _;
use crate::db::entity::organization_domain as row;
use crate::db::secret::Secret;
use crate::events::{Event, Kind};
use crate::people::organization_named;

/// Verifies a domain of the permit's organization by the strings of its TXT records. A verified one stays verified. `now` in
/// milliseconds since the Unix epoch.
pub async fn verify(
    db: &Db,
    permit: &Permit,
    id: i64,
    records: &[String],
    now: i64,
) -> Result<(), MailDomainError> {
    permit.only(Action::ManageSecurity)?;
    let transaction = db.begin_write().await?;
    let found = find::own(&transaction, permit, id).await?;
    if found.verified_at.is_some() {
        return Ok(());
    }
    let is_proved = records.iter().any(|text| text.trim().strip_prefix(PREFIX) == Some(found.proof.as_str()));
    if !is_proved {
        return Err(MailDomainError::NotProved { domain: found.domain, proof: found.proof });
    }
    set_verified(&transaction, found.organization_id, &found.domain, now).await?;
    Event::by(permit, now, Kind::DomainVerified).change("", &found.domain).record(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// Gives the named organization a verified domain, on the operator's word. `now` in milliseconds since the Unix epoch. Returns
/// the domain as stored.
pub async fn verify_by_operator(
    db: &Db,
    organization: &str,
    domain: &str,
    proof: Secret,
    now: i64,
) -> Result<String, MailDomainError> {
    let domain = checked(domain)?;
    let transaction = db.begin_write().await?;
    let Some(found) = organization_named(&transaction, organization.trim()).await? else {
        return Err(MailDomainError::NoOrganization(organization.trim().to_owned()));
    };
    let new = row::ActiveModel {
        organization_id: Set(found.id),
        domain: Set(domain.clone()),
        proof: Set(proof.to_text()),
        created_at: Set(now),
        verified_at: Set(None),
        ..Default::default()
    };
    let there =
        OnConflict::columns([row::Column::OrganizationId, row::Column::Domain]).do_nothing().to_owned();
    row::Entity::insert(new).on_conflict(there).exec_without_returning(&transaction).await?;
    if set_verified(&transaction, found.id, &domain, now).await? {
        let event = Event::of_installation(now, Kind::DomainVerified).change("", &domain);
        Event { organization: Some(found.id), ..event }.record(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(domain)
}

/// Returns whether it was not verified before. The database allows a domain to be verified for one organization only.
async fn set_verified(
    transaction: &impl ConnectionTrait,
    organization: OrganizationId,
    domain: &str,
    now: i64,
) -> Result<bool, MailDomainError> {
    let verified = row::Entity::update_many()
        .col_expr(row::Column::VerifiedAt, Expr::value(now))
        .filter(row::Column::OrganizationId.eq(organization))
        .filter(row::Column::Domain.eq(domain))
        .filter(row::Column::VerifiedAt.is_null())
        .exec(transaction)
        .await;
    let done = verified.or_taken(|| MailDomainError::Taken(domain.to_owned()))?;
    Ok(done.rows_affected > 0)
}
