//! Begins to view an organization.

use model::{Action, OrganizationId, OrganizationKind, Permit, Refused};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{LIFETIME, ViewingError, end_with};
use crate::Db;
use crate::db::entity::{organization, session, viewing};
use crate::events::{Event, Kind};
use crate::sign_in::session::Token;

/// Lets the session of that token view an organization for [`LIFETIME`]. Fails for the vendor's own, where its staff already
/// are. `now` in milliseconds since the Unix epoch.
pub async fn begin(
    db: &Db,
    permit: &Permit,
    token: Token,
    id: OrganizationId,
    now: i64,
) -> Result<(), ViewingError> {
    permit.only(Action::ManageConsole)?;
    let transaction = db.begin_write().await?;
    let others = organization::Column::Kind.ne(OrganizationKind::Vendor.name());
    let found = organization::Entity::find_by_id(id).filter(others).one(&transaction).await?;
    found.ok_or(Refused)?;
    let own = session::Entity::find_by_id(token.hash())
        .filter(session::Column::UserId.eq(permit.user()))
        .one(&transaction)
        .await?
        .ok_or(Refused)?;
    // The organization it viewed before gets the event that this has ended.
    end_with(&transaction, session::Column::TokenHash.eq(&own.token_hash), now).await?;
    let row = viewing::ActiveModel {
        token_hash: Set(own.token_hash),
        organization_id: Set(id),
        expires_at: Set(now + LIFETIME),
    };
    let again = OnConflict::column(viewing::Column::TokenHash)
        .update_columns([viewing::Column::OrganizationId, viewing::Column::ExpiresAt])
        .to_owned();
    viewing::Entity::insert(row).on_conflict(again).exec_without_returning(&transaction).await?;
    let event = Event::by(permit, now, Kind::ViewingBegun).change("", "For at most an hour");
    Event { organization: Some(id), ..event }.record(&transaction).await?;
    Ok(transaction.commit().await?)
}
