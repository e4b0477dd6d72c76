//! Viewings of an organization ([`crate::sign_in::viewing`]), and how they end with a person's sessions.

use model::{OrganizationId, OrganizationKind, UserId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect,
};

use crate::db::clock_skew;
use crate::db::entity::{organization, session, viewing};
use crate::events::{self, Event, Kind};

/// How long a viewing lasts unless it is ended earlier, in milliseconds.
pub const LIFETIME: i64 = 3_600_000;

/// The organization that all viewers act for.
pub(crate) async fn vendor(connection: &impl ConnectionTrait) -> Result<Option<OrganizationId>, DbErr> {
    organization::Entity::find()
        .filter(organization::Column::Kind.eq(OrganizationKind::Vendor.name()))
        .select_only()
        .column(organization::Column::Id)
        .into_tuple()
        .one(connection)
        .await
}

/// Ends the viewings selected by `which`, on rows of viewings joined with their sessions, and returns how many. Call it before
/// deleting sessions, which deletes their viewings. `now` in milliseconds since the Unix epoch.
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
    // Whatever the session acts for now, the viewer is the vendor, and the organization learns no more.
    let vendor = vendor(connection).await?;
    let mut ended = 0;
    for (token_hash, organization, expires_at, user) in found {
        let deleted = viewing::Entity::delete_many()
            .filter(viewing::Column::TokenHash.eq(token_hash))
            .filter(viewing::Column::ExpiresAt.eq(expires_at))
            .exec(connection)
            .await?;
        // If two people end it at once, one of them records it.
        if deleted.rows_affected == 0 {
            continue;
        }
        ended += 1;
        let by_itself =
            if clock_skew::is_to_come(expires_at, LIFETIME, now) { "" } else { "The hour was up" };
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
