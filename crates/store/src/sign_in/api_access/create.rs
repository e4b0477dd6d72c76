//! Creates a token.

use model::api_access::checked_name;
use model::{Action, Day, Permit, Refused};
use sea_orm::sea_query::{ExprTrait as _, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

use super::{ApiToken, MOST_OF_PERSON, TokenError};
use crate::Db;
use crate::db::entity::{api_token, user};
use crate::events::{Event, Kind};
use crate::text::checked;

const DAY: i64 = 86_400_000;

/// A token to create.
#[derive(Clone, Copy, Debug)]
pub struct NewToken<'a> {
    /// Its purpose, as typed.
    pub name: &'a str,
    /// Its last day, in UTC; None if it lasts until it is revoked.
    pub last_day: Option<Day>,
    /// Its random bytes.
    pub token: ApiToken,
}

/// Creates a token that acts for the permit's holder in their organization. `now` in milliseconds since the Unix epoch.
pub async fn create(db: &Db, permit: &Permit, new: NewToken<'_>, now: i64) -> Result<(), TokenError> {
    permit.only(Action::ManageApiTokens)?;
    let organization = permit.organization().ok_or(Refused)?;
    // The length for tokens, and the rules for all names.
    let name = checked(&checked_name(new.name)?)?;
    if new.last_day.is_some_and(|last| last < Day::of_instant(now)) {
        return Err(TokenError::Over);
    }
    let row = api_token::ActiveModel {
        organization_id: Set(organization),
        user_id: Set(permit.user()),
        name: Set(name.clone()),
        token_hash: Set(new.token.hash()),
        hint: Set(new.token.hint()),
        created_at: Set(now),
        // Like licenses, it lasts through its last day.
        expires_at: Set(new.last_day.map(|last| (i64::from(last.0) + 1).saturating_mul(DAY))),
        last_used_at: Set(None),
        ..Default::default()
    };
    let transaction = db.begin_write().await?;
    // Several created at once wait for each other here.
    let maker = user::Entity::find_by_id(permit.user()).lock(LockType::NoKeyUpdate);
    maker.one(&transaction).await?.ok_or(Refused)?;
    let lasting = api_token::Column::ExpiresAt.is_null().or(api_token::Column::ExpiresAt.gt(now));
    let own = api_token::Entity::find()
        .filter(api_token::Column::OrganizationId.eq(organization)) // tenant: own tokens, counted
        .filter(api_token::Column::UserId.eq(permit.user()))
        .filter(lasting);
    if own.count(&transaction).await? >= MOST_OF_PERSON {
        return Err(TokenError::TooMany);
    }
    row.insert(&transaction).await?;
    Event::by(permit, now, Kind::TokenCreated).change("", &name).record(&transaction).await?;
    Ok(transaction.commit().await?)
}
