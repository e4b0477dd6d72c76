//! Ending the sessions of somebody else.

use model::access::may_change;
use model::{Action, OrganizationId, Permit, Refused, UserId};

use super::MemberError;
use crate::Db;
use crate::event::{Event, Kind};
use crate::people::place;
use crate::session::{close_all, close_those_for};

/// Signs a member of `organization` out everywhere, from its next request on, such as when a device was lost; says how many
/// sessions that were. Those that act for another organisation of that person end, too: they could come back. Its history does
/// not tell who ended them (R3). `now` in milliseconds since the Unix epoch.
pub async fn end_sessions(
    db: &Db,
    permit: &Permit,
    organization: OrganizationId,
    user: UserId,
    now: i64,
) -> Result<usize, MemberError> {
    if permit.action() != Action::ManageUsers {
        return Err(Refused.into());
    }
    let transaction = db.begin_write().await?;
    let place = place::enter(&transaction, permit, organization).await?.ok_or(Refused)?;
    let held = place::held(&transaction, organization, user).await?.ok_or(Refused)?;
    if user == permit.user() {
        return Err(MemberError::OwnSessions);
    }
    may_change(&place.own, &held.height)?;
    let by = Event::by(permit, now, Kind::SessionEnded);
    let here = close_those_for(&transaction, user, organization, &by).await?;
    let elsewhere = Event::of_installation(now, Kind::SessionEnded);
    let elsewhere = close_all(&transaction, user, None, &elsewhere).await?;
    transaction.commit().await?;
    Ok(here + elsewhere)
}
