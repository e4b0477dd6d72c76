//! Ending the sessions of somebody else.

use model::{OrganizationId, Permit, UserId};

use super::MemberError;
use super::changing::{Changing, begin};
use crate::Db;
use crate::events::{Event, Kind};
use crate::people::sessions::{close_all, close_those_for};

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
    let Changing { transaction, .. } =
        begin(db, permit, organization, user, MemberError::OwnSessions).await?;
    let by = Event::by(permit, now, Kind::SessionEnded);
    let here = close_those_for(&transaction, user, organization, &by).await?;
    let elsewhere = Event::of_installation(now, Kind::SessionEnded);
    let elsewhere = close_all(&transaction, user, None, &elsewhere).await?;
    transaction.commit().await?;
    Ok(here + elsewhere)
}
