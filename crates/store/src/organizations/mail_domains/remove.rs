//! Removes a mail domain.

use model::{Action, Permit, Refused};
use sea_orm::EntityTrait;

use super::{MailDomainError, find};
use crate::Db;
use crate::db::entity::organization_domain as row;
use crate::events::{Event, Kind};

/// Removes a mail domain of the permit's organization at `now`, in milliseconds since the Unix epoch: nobody can ask to join or
/// sign in by it anymore. Current members are not affected.
pub async fn remove(db: &Db, permit: &Permit, id: i64, now: i64) -> Result<(), MailDomainError> {
    permit.only(Action::ManageSecurity)?;
    let transaction = db.begin_write().await?;
    let found = find::own(&transaction, permit, id).await?;
    let removed = row::Entity::delete_by_id(id).exec(&transaction).await?;
    // If two people remove it at once, the second finds nothing.
    if removed.rows_affected == 0 {
        return Err(Refused.into());
    }
    Event::by(permit, now, Kind::DomainRemoved).change(&found.domain, "").record(&transaction).await?;
    Ok(transaction.commit().await?)
}
