//! Ending to look in.

use model::{Actor, Refused};
use sea_orm::EntityTrait;

use super::ViewingError;
use crate::Db;
use crate::entity::{session, viewing};
use crate::event::{self, Event, Kind};
use crate::session::Token;

/// Ends what [`begin`](super::begin) began, for who looks in; the session acts as it did before. `now` in milliseconds since
/// the Unix epoch.
pub async fn end(db: &Db, actor: &Actor, token: Token, now: i64) -> Result<(), ViewingError> {
    let viewed = actor.membership.as_ref().filter(|membership| membership.viewed).ok_or(Refused)?;
    let transaction = db.begin_write().await?;
    let own = session::Entity::find_by_id(token.hash()).one(&transaction).await?;
    let own = own.filter(|own| own.user_id == actor.user).ok_or(Refused)?;
    let ended = viewing::Entity::delete_by_id(&own.token_hash).exec(&transaction).await?;
    if ended.rows_affected == 0 {
        return Err(Refused.into());
    }
    let event = Event {
        user: Some(actor.user),
        actor: event::Actor::Person,
        organization: Some(viewed.organization),
        acting_for: own.organization_id,
        ..Event::of_installation(now, Kind::ViewingEnded)
    };
    event.record(&transaction).await?;
    Ok(transaction.commit().await?)
}
