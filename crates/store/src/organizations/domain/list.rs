//! Lists the organization's mail domains.

use model::{Action, Permit, Refused};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::DomainError;
use crate::Db;
use crate::db::entity::organization_domain as row;

/// A mail domain in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Number of its row.
    pub id: i64,
    /// The domain, in ASCII.
    pub domain: String,
    /// The text that one of its TXT records must have after [`PREFIX`](super::PREFIX).
    pub proof: String,
    /// When it was verified, in milliseconds since the Unix epoch; None if it is not.
    pub verified_at: Option<i64>,
}

/// Returns the mail domains of the permit's organization, by name.
pub async fn list(db: &Db, permit: &Permit) -> Result<Vec<Listed>, DomainError> {
    let (Action::SeeSecurity, Some(home)) = (permit.action(), permit.organization()) else {
        return Err(Refused.into());
    };
    let own = row::Entity::find().filter(row::Column::OrganizationId.eq(home)); // tenant: own domains, listed
    let rows = own.order_by_asc(row::Column::Domain).all(db.connection()).await?;
    let listed = |row: row::Model| Listed {
        id: row.id,
        domain: row.domain,
        proof: row.proof,
        verified_at: row.verified_at,
    };
    Ok(rows.into_iter().map(listed).collect())
}
