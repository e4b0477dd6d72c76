//! The organization's mail domains.

use model::{Action, Permit, Refused};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::DomainError;
use crate::Db;
use crate::db::entity::organization_domain as row;

/// A mail domain as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub id: i64,
    /// The domain, in ASCII.
    pub domain: String,
    /// What one of its TXT records is to hold behind [`PREFIX`](super::PREFIX).
    pub proof: String,
    /// When it was proved, in milliseconds since the Unix epoch.
    pub verified_at: Option<i64>,
}

/// The mail domains of the permit's organization, by name.
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
