//! Ending to look in: by whoever does, with its session, or because the time is over. The organisation reads of each.

use model::{Actor, OrganizationId, Refused, UserId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect,
};

use super::{LIFETIME, ViewingError, vendor};
use crate::Db;
use crate::db::ahead;
use crate::db::entity::{session, viewing};
use crate::events::{self, Event, Kind};
use crate::sign_in::session::Token;

/// Ends what [`begin`](super::begin) began, for who looks in; the session acts as it did before. `now` in milliseconds since
/// the Unix epoch.
pub async fn end(db: &Db, actor: &Actor, token: Token, now: i64) -> Result<(), ViewingError> {
    actor.membership.as_ref().filter(|membership| membership.viewed).ok_or(Refused)?;
    let transaction = db.begin_write().await?;
    let own = Condition::all()
        .add(session::Column::TokenHash.eq(token.hash()))
        .add(session::Column::UserId.eq(actor.user)); // tenant: own viewing
    if end_with(&transaction, own, now).await? == 0 {
        return Err(Refused.into());
    }
    Ok(transaction.commit().await?)
}

/// Ends the viewings whose time is over, and gives how many. Twice, or by several at once, does no harm. `now` in milliseconds
/// since the Unix epoch.
pub async fn end_expired(db: &Db, now: i64) -> Result<u64, DbErr> {
    let expired = ahead::over(viewing::Column::ExpiresAt, LIFETIME, now);
    // Nobody waits while there is nothing to do.
    if viewing::Entity::find().filter(expired.clone()).one(db.connection()).await?.is_none() {
        return Ok(0);
    }
    let transaction = db.begin_write().await?;
    let ended = end_with(&transaction, expired, now).await?;
    transaction.commit().await?;
    Ok(ended)
}

/// Ends the viewings of those sessions, on rows of viewings joined with their sessions, and gives how many. Called before
/// sessions are deleted, which takes their viewings along. `now` in milliseconds since the Unix epoch.
pub(crate) async fn end_with(
    connection: &impl ConnectionTrait,
    which: impl Into<Condition>,
    now: i64,
) -> Result<u64, DbErr> {
    let session_of = viewing::Entity::belongs_to(session::Entity)
        .from(viewing::Column::TokenHash)
        .to(session::Column::TokenHash);
    let found: Vec<(String, OrganizationId, i64, UserId)> = viewing::Entity::find()
        .join(JoinType::InnerJoin, session_of.into())
        .filter(which.into())
        .select_only()
        .columns([viewing::Column::TokenHash, viewing::Column::OrganizationId, viewing::Column::ExpiresAt])
        .column(session::Column::UserId)
        .into_tuple()
        .all(connection)
        .await?;
    if found.is_empty() {
        return Ok(0);
    }
    // Whatever the session acts for by now: who looks in is the vendor, and the organisation learns no more of it.
    let vendor = vendor(connection).await?;
    let mut ended = 0;
    for (token_hash, organization, expires_at, user) in found {
        let deleted = viewing::Entity::delete_many()
            .filter(viewing::Column::TokenHash.eq(token_hash))
            .filter(viewing::Column::ExpiresAt.eq(expires_at))
            .exec(connection)
            .await?;
        // Of two who end it at once, one tells.
        if deleted.rows_affected == 0 {
            continue;
        }
        ended += 1;
        let by_itself = if ahead::is_to_come(expires_at, LIFETIME, now) { "" } else { "The hour was over" };
        let event = Event {
            user: Some(user),
            actor: events::Actor::Person,
            organization: Some(organization),
            acting_for: vendor,
            ..Event::of_installation(Ord::min(expires_at, now), Kind::ViewingEnded)
        };
        event.change("", by_itself).record(connection).await?;
    }
    Ok(ended)
}
