//! A product returns its units (R13).

use model::{Action, Refused};
use sea_orm::EntityTrait;

use super::{Deployment, DeploymentError, Holder, Named, find};
use crate::Db;
use crate::db::entity::deployment;
use crate::events::Kind;

/// Ends a deployment and frees its units immediately. Returns the deployment as it was.
pub async fn deactivate(
    db: &Db,
    holder: &Holder,
    named: Named<'_>,
    now: i64,
) -> Result<Deployment, DeploymentError> {
    holder.only(Action::ManageDeployments)?;
    let transaction = db.begin_write().await?;
    let row = find::row(&transaction, holder, named).await?.ok_or(Refused)?;
    let deleted = deployment::Entity::delete_by_id(row.id).exec(&transaction).await?;
    if deleted.rows_affected == 0 {
        // Somebody else was quicker.
        return Err(Refused.into());
    }
    let text = format!("Deployment ID: {}; Quantity: {}", row.deployment_id, row.quantity);
    let event = holder.event(now, Kind::Deactivated, row.license_id).change(&text, "");
    event.record(&transaction).await?;
    transaction.commit().await?;
    Ok(row.into())
}
