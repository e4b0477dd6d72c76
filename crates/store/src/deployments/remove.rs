//! Removes deployments of a license for a person: Manage Active Deployments.

use model::deployment::SELECTION_LIMIT;
use model::{Action, LicenseId, Permit, Refused};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::DeploymentError;
use crate::Db;
use crate::db::entity::deployment;
use crate::db::scope;
use crate::events::{Event, Kind, record_all};

/// One statement names at most this many.
const AT_ONCE: usize = 1_000;

/// Ends those of `deployments` that belong to that license, all or none. Returns how many there were and how many units they
/// free. Missing ones are no error. Ignores deployments beyond [`SELECTION_LIMIT`].
pub async fn remove(
    db: &Db,
    permit: &Permit,
    license: LicenseId,
    deployments: &[i64],
    now: i64,
) -> Result<(u64, u64), DeploymentError> {
    permit.only(Action::ManageDeployments)?;
    let transaction = db.begin_write().await?;
    if !scope::reaches(&transaction, permit, license).await? {
        return Err(Refused.into());
    }
    let (mut removed, mut units, mut events) = (0, 0, Vec::new());
    let asked = &deployments[..deployments.len().min(SELECTION_LIMIT)];
    for some in asked.chunks(AT_ONCE) {
        let rows = deployment::Entity::delete_many()
            .filter(deployment::Column::LicenseId.eq(license))
            .filter(deployment::Column::Id.is_in(some.iter().copied()))
            .exec_with_returning(&transaction)
            .await?;
        for row in rows {
            removed += 1;
            units += u64::try_from(row.quantity).unwrap_or(0);
            let text = format!("Deployment ID: {}; Quantity: {}", row.deployment_id, row.quantity);
            let event = Event::by(permit, now, Kind::DeploymentRemoved).on(license).change(&text, "");
            events.push(event.into_row());
        }
    }
    record_all(&transaction, events).await?;
    transaction.commit().await?;
    Ok((removed, units))
}
