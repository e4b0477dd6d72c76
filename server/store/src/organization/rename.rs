//! Renaming an organisation.

use model::{Action, OrganizationId, OrganizationKind, Permit, Refused};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{OrganizationError, find, free_name, taken};
use crate::Db;
use crate::entity::organization;
use crate::event::{Event, Kind};

/// Gives the permit's organisation, or a sub-organisation of it, another name. `now` in milliseconds since the Unix epoch.
pub async fn rename(
    db: &Db,
    permit: &Permit,
    id: OrganizationId,
    name: &str,
    now: i64,
) -> Result<(), OrganizationError> {
    if permit.action() != Action::EditOrganization {
        return Err(Refused.into());
    }
    let transaction = db.begin_write().await?;
    let found = find(&transaction, permit, id).await?;
    let (before, is_vendor) = (found.name, found.kind == OrganizationKind::Vendor.name());
    if name.trim() == before {
        return Ok(());
    }
    let name = free_name(&transaction, name).await?;
    organization::Entity::update_many()
        .col_expr(organization::Column::Name, Expr::value(&name))
        .col_expr(organization::Column::NamedByItself, Expr::value(!is_vendor))
        .filter(organization::Column::Id.eq(id))
        .exec(&transaction)
        .await
        .map_err(|error| taken(error, &name))?;
    let event = Event::by(permit, now, Kind::OrganizationRenamed).change(&before, &name);
    Event { organization: Some(id), ..event }.record(&transaction).await?;
    Ok(transaction.commit().await?)
}
