//! Withdraws an invitation.

use model::access::may_give;
use model::{Action, InvitationId, Permit, Refused};
use sea_orm::EntityTrait;

use super::{InvitationError, reached};
use crate::Db;
use crate::db::entity::invitation;
use crate::events::{Event, Kind};
use crate::people::managed_organization;

/// Withdraws an invitation: its link no longer works. `now` in milliseconds since the Unix epoch.
pub async fn withdraw(db: &Db, permit: &Permit, id: InvitationId, now: i64) -> Result<(), InvitationError> {
    permit.any_of(&[Action::ManageUsers, Action::ManageConsole])?;
    let transaction = db.begin_write().await?;
    let row = reached(&transaction, permit, id).await?;
    let place =
        managed_organization::enter(&transaction, permit, row.organization_id).await?.ok_or(Refused)?;
    let role =
        managed_organization::role(&transaction, row.organization_id, row.role_id).await?.ok_or(Refused)?;
    may_give(&place.own, &role.height)?;
    let deleted = invitation::Entity::delete_by_id(id).exec(&transaction).await?;
    // Accepted, or withdrawn by somebody else, in the meantime.
    if deleted.rows_affected == 0 {
        return Err(Refused.into());
    }
    let about = format!("{}: {}", row.email, role.row.name);
    let event = Event::by(permit, now, Kind::InvitationWithdrawn).change(&about, "").named(&row.email);
    Event { organization: Some(row.organization_id), ..event }.record(&transaction).await?;
    Ok(transaction.commit().await?)
}
