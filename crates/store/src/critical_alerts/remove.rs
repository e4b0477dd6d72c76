//! Removes a critical alert user.

use model::{Action, AlertUserId, Permit, Refused};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::AlertError;
use crate::Db;
use crate::db::entity::alert_user;
use crate::events::{Event, Kind};

/// Removes an address from those that get the critical alerts of the permit's organization. `now` in milliseconds since the
/// Unix epoch.
pub async fn remove(db: &Db, permit: &Permit, id: AlertUserId, now: i64) -> Result<(), AlertError> {
    permit.only(Action::ChangeAlertUsers)?;
    let transaction = db.begin_write().await?;
    let row = alert_user::Entity::find_by_id(id)
        .filter(alert_user::Column::OrganizationId.eq(permit.organization())) // tenant: own alert users, removed
        .one(&transaction)
        .await?
        .ok_or(Refused)?;
    let deleted = alert_user::Entity::delete_by_id(id).exec(&transaction).await?;
    // If two people remove it at once, the second finds nothing.
    if deleted.rows_affected == 0 {
        return Err(Refused.into());
    }
    Event::by(permit, now, Kind::AlertUserRemoved)
        .change(&row.email, "")
        .named(&row.email)
        .record(&transaction)
        .await?;
    Ok(transaction.commit().await?)
}
