//! Renames an organization.

use model::{Action, OrganizationId, OrganizationKind, Permit};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::{OrganizationError, counted, find, free_name, taken};
use crate::Db;
use crate::db::entity::organization;
use crate::events::{Event, Kind};

/// Renames the permit's organization or one of its sub-organizations. `now` in milliseconds since the Unix epoch.
pub async fn rename(
    db: &Db,
    permit: &Permit,
    id: OrganizationId,
    name: &str,
    now: i64,
) -> Result<(), OrganizationError> {
    permit.only(Action::EditOrganization)?;
    counted(db, permit, now, name_it(db, permit, id, name, now)).await
}

async fn name_it(
    db: &Db,
    permit: &Permit,
    id: OrganizationId,
    name: &str,
    now: i64,
) -> Result<(), OrganizationError> {
    let transaction = db.begin_write().await?;
    let found = find(&transaction, permit, id).await?;
    let (before, is_vendor) = (found.name, found.kind == OrganizationKind::Vendor.name());
    if name.trim() == before {
        return Ok(());
    }
    let name = free_name(&transaction, permit, name, Some(id)).await?;
    let renamed = organization::ActiveModel {
        id: Set(id),
        named_by_itself: Set(!is_vendor),
        ..organization::ActiveModel::named(&name)
    };
    renamed.update(&transaction).await.map_err(taken)?;
    let event = Event::by(permit, now, Kind::OrganizationRenamed).change(&before, &name);
    Event { organization: Some(id), ..event }.record(&transaction).await?;
    Ok(transaction.commit().await?)
}
