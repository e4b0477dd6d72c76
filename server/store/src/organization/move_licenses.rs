//! Moving licenses between an organisation and its sub-organisations.

use model::{Action, LicenseId, OrganizationId, Permit, Refused};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::{OrganizationError, find};
use crate::entity::license_assignment;
use crate::event::{Event, Kind};
use crate::{Db, scope};

/// So many licenses are moved at once.
pub const MOST: usize = 500;

/// Assigns licenses that one of the permit's organisations has to another of them instead, all or none; `seen` is the permit
/// to list licenses. One that the other has already is counted there once from then on, as before (R1). `now` in
/// milliseconds since the Unix epoch.
pub async fn move_licenses(
    db: &Db,
    permit: &Permit,
    seen: &Permit,
    licenses: &[LicenseId],
    (from, to): (OrganizationId, OrganizationId),
    now: i64,
) -> Result<(), OrganizationError> {
    if permit.action() != Action::EditOrganization || seen.action() != Action::ListLicenses {
        return Err(Refused.into());
    }
    if licenses.is_empty() || licenses.len() > MOST {
        return Err(OrganizationError::Count);
    }
    if from == to {
        return Err(OrganizationError::Same);
    }
    let transaction = db.begin_write().await?;
    // The lower number first: two who move in opposite directions must not wait for each other.
    let first = find(&transaction, permit, from.min(to)).await?;
    let second = find(&transaction, permit, from.max(to)).await?;
    let (old, new) = if first.id == from { (first, second) } else { (second, first) };
    for license in licenses {
        if !scope::reaches(&transaction, seen, *license).await? {
            return Err(Refused.into());
        }
        let taken = license_assignment::Entity::delete_by_id((*license, from)).exec(&transaction).await?;
        if taken.rows_affected == 0 {
            return Err(Refused.into());
        }
        let row = license_assignment::ActiveModel { license_id: Set(*license), organization_id: Set(to) };
        let key = [license_assignment::Column::LicenseId, license_assignment::Column::OrganizationId];
        license_assignment::Entity::insert(row)
            .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
            .exec_without_returning(&transaction)
            .await?;
        let event = Event::by(permit, now, Kind::LicenseMoved).on(*license).change(&old.name, &new.name);
        event.record(&transaction).await?;
    }
    Ok(transaction.commit().await?)
}
