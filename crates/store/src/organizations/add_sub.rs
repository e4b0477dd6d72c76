//! Adds a sub-organization.

use model::{Action, OrganizationId, OrganizationKind, Permit, Refused};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{MOST_SUBS, OrganizationError, counted, find, free_name, taken};
use crate::Db;
use crate::db::entity::organization;
use crate::events::{Event, Kind};
use crate::organizations::sales_chain;
use crate::people::{NewOrganization, insert_organizations};

/// Adds a sub-organization with the predefined roles to the permit's organization, and returns its number. It has the same kind
/// and the same partners, so that they still see a license moved there. Only the vendor's are customers, because there is one
/// vendor. `now` in milliseconds since the Unix epoch.
pub async fn add_sub(
    db: &Db,
    permit: &Permit,
    name: &str,
    now: i64,
) -> Result<OrganizationId, OrganizationError> {
    permit.only(Action::EditOrganization)?;
    let home = permit.organization().ok_or(Refused)?;
    counted(db, permit, now, add_to(db, permit, home, name, now)).await
}

async fn add_to(
    db: &Db,
    permit: &Permit,
    home: OrganizationId,
    name: &str,
    now: i64,
) -> Result<OrganizationId, OrganizationError> {
    let transaction = db.begin_write().await?;
    let main = find(&transaction, permit, home).await?;
    if main.parent_id.is_some() {
        return Err(OrganizationError::IsSub);
    }
    let subs = organization::Entity::find().filter(organization::Column::ParentId.eq(home)); // tenant: own subs, counted
    if subs.count(&transaction).await? >= MOST_SUBS {
        return Err(OrganizationError::TooManySubs);
    }
    let name = free_name(&transaction, permit, name, None).await?;
    let kind = match OrganizationKind::from_name(&main.kind).ok_or(Refused)? {
        OrganizationKind::Vendor => OrganizationKind::Customer,
        kind => kind,
    };
    let event = |id| Event { organization: Some(id), ..Event::by(permit, now, Kind::OrganizationAdded) };
    let new = NewOrganization {
        name,
        kind,
        parent: Some(home),
        named_by_itself: main.kind != OrganizationKind::Vendor.name(),
    };
    let ids = insert_organizations(&transaction, &[new], event).await.map_err(taken)?;
    let id = ids.first().copied().ok_or(Refused)?;
    let event = || Event { organization: Some(id), ..Event::by(permit, now, Kind::OrganizationChanged) };
    sales_chain::inherit(&transaction, home, id, event).await?;
    transaction.commit().await?;
    Ok(id)
}
