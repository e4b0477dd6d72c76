//! Revokes a token.

use model::{Action, Permit, Refused, TokenId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::TokenError;
use crate::Db;
use crate::db::entity::api_token;
use crate::events::{Event, Kind};

/// Revokes a token of the permit's organization, whoever made it, from its next request on. `now` in milliseconds since the
/// Unix epoch.
pub async fn revoke(db: &Db, permit: &Permit, id: TokenId, now: i64) -> Result<(), TokenError> {
    permit.only(Action::ManageApiTokens)?;
    let transaction = db.begin_write().await?;
    let row = api_token::Entity::find_by_id(id)
        .filter(api_token::Column::OrganizationId.eq(permit.organization())) // tenant: own tokens, revoked
        .one(&transaction)
        .await?
        .ok_or(Refused)?;
    let deleted = api_token::Entity::delete_by_id(id).exec(&transaction).await?;
    // If two people revoke it at once, the second finds nothing.
    if deleted.rows_affected == 0 {
        return Err(Refused.into());
    }
    Event::by(permit, now, Kind::TokenRevoked).change(&row.name, "").record(&transaction).await?;
    Ok(transaction.commit().await?)
}
