//! Ends the sessions of another person.

use model::{Action, OrganizationId, Permit, UserId};

use super::UserError;
use super::changing::{Changing, begin};
use crate::Db;
use crate::events::{Event, Kind};
use crate::people::sessions::{close_all, close_those_for};

/// Signs a member of `organization` out everywhere from their next request on, for example after they lost a device, and
/// returns how many sessions ended. Those that act for the person's other organizations end too, because they could switch
/// back; those organizations' histories don't say who ended them (R3). `now` in milliseconds since the Unix epoch.
pub async fn end_sessions(
    db: &Db,
    permit: &Permit,
    organization: OrganizationId,
    user: UserId,
    now: i64,
) -> Result<usize, UserError> {
    permit.only(Action::ManageUsers)?;
    let Changing { transaction, .. } = begin(db, permit, organization, user, UserError::OwnSessions).await?;
    let by = Event::by(permit, now, Kind::SessionEnded);
    let here = close_those_for(&transaction, user, organization, &by).await?;
    let elsewhere = Event::of_installation(now, Kind::SessionEnded);
    let elsewhere = close_all(&transaction, user, None, &elsewhere).await?;
    transaction.commit().await?;
    Ok(here + elsewhere)
}
