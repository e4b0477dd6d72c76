//! Ends a person's sessions, within the transaction of the change that ends them.

use model::{OrganizationId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::viewings::end_with;
use crate::db::entity::session;
use crate::db::session_token::Token;
use crate::events::{Event, Kind};

/// Ends all sessions of a person except `keep`, with events like `by`. Returns how many ended.
pub(crate) async fn close_all(
    transaction: &impl ConnectionTrait,
    user: UserId,
    keep: Option<Token>,
    by: &Event<'_>,
) -> Result<usize, DbErr> {
    let mut rows = session::Entity::find().filter(session::Column::UserId.eq(user)); // tenant: own sessions, all
    if let Some(keep) = keep {
        rows = rows.filter(session::Column::TokenHash.ne(keep.hash()));
    }
    let rows = rows.all(transaction).await?;
    let count = rows.len();
    close_rows(transaction, rows, by).await?;
    Ok(count)
}

/// Ends the person's sessions that act for that organization, with events like `by`. Returns how many ended.
pub(crate) async fn close_those_for(
    transaction: &impl ConnectionTrait,
    user: UserId,
    organization: OrganizationId,
    by: &Event<'_>,
) -> Result<usize, DbErr> {
    let rows = session::Entity::find()
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::OrganizationId.eq(organization)) // tenant: sessions for one organization
        .all(transaction)
        .await?;
    let count = rows.len();
    close_rows(transaction, rows, by).await?;
    Ok(count)
}

/// Ends those sessions, with events like `by`.
pub(crate) async fn close_rows(
    transaction: &impl ConnectionTrait,
    rows: Vec<session::Model>,
    by: &Event<'_>,
) -> Result<(), DbErr> {
    for row in rows {
        end_with(transaction, session::Column::TokenHash.eq(&row.token_hash), by.at).await?;
        session::Entity::delete_by_id(row.token_hash).exec(transaction).await?;
        let about = format!("{}, {}", row.network_address, row.user_agent);
        let event = Event { kind: Kind::SessionEnded, organization: row.organization_id, ..by.clone() };
        event.change(&about, "").record(transaction).await?;
    }
    Ok(())
}
