//! Lists the organization's mail domains.

use model::organization::MailDomain;
use model::{Action, Permit, Refused};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{MailDomainError, PREFIX};
use crate::Db;
use crate::db::entity::organization_domain as row;

/// Returns the mail domains of the permit's organization, by name.
pub async fn list(db: &Db, permit: &Permit) -> Result<Vec<MailDomain>, MailDomainError> {
    permit.only(Action::SeeSecurity)?;
    let home = permit.organization().ok_or(Refused)?;
    let own = row::Entity::find().filter(row::Column::OrganizationId.eq(home)); // tenant: own domains, listed
    let rows = own.order_by_asc(row::Column::Domain).all(db.connection()).await?;
    let listed = |row: row::Model| MailDomain {
        id: row.id,
        domain: row.domain,
        record: format!("{PREFIX}{}", row.proof),
        verified_at: row.verified_at,
    };
    Ok(rows.into_iter().map(listed).collect())
}
