//! Ends a viewing: by its person, with its session, or after its time. The organization's history records each.

use model::{Actor, Refused};
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter};

use super::{LIFETIME, ViewingError, end_with};
use crate::Db;
use crate::db::clock_skew;
use crate::db::entity::{session, viewing};
use crate::sign_in::session::Token;

/// Ends the person's viewing that [`begin`](super::begin) began; the session acts as it did before. `now` in milliseconds since
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

/// Ends the viewings that have expired, and returns how many. Calling it twice, or several times at once, does no harm. `now`
/// in milliseconds since the Unix epoch.
pub async fn end_expired(db: &Db, now: i64) -> Result<u64, DbErr> {
    let expired = clock_skew::over(viewing::Column::ExpiresAt, LIFETIME, now);
    // Without expired viewings nobody waits for the writer.
    if viewing::Entity::find().filter(expired.clone()).one(db.connection()).await?.is_none() {
        return Ok(0);
    }
    let transaction = db.begin_write().await?;
    let ended = end_with(&transaction, expired, now).await?;
    transaction.commit().await?;
    Ok(ended)
}
