//! Finds the person that a token acts for.

use model::{Action, Actor, Target};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter};

use super::ApiToken;
use crate::Db;
use crate::db::actor_query::{self, Place};
use crate::db::clock_skew;
use crate::db::entity::api_token;

/// How exactly the last use is recorded, in milliseconds: a request that only reads rarely writes.
const USED_STEP: i64 = 60_000;

/// A row of the query: one for each level of the maker's role.
#[derive(Debug, FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    token: api_token::Model,
    #[sea_orm(nested)]
    place: Place,
}

/// Returns who acts with what a program presents; None if it is not a token, or is unknown, revoked or expired.
///
/// A token acts as the person who made it, in its organization, with their current levels there; not at all if they are no
/// longer a member or have lost API Access. `now` in milliseconds since the Unix epoch.
pub async fn find(db: &Db, presented: &str, now: i64) -> Result<Option<Actor>, DbErr> {
    let Some(token) = ApiToken::from_text(presented) else { return Ok(None) };
    let found = api_token::Entity::find().filter(api_token::Column::TokenHash.eq(token.hash()));
    let found = actor_query::join(found, api_token::Column::UserId, api_token::Column::OrganizationId);
    let rows: Vec<Row> = found.into_model().all(db.connection()).await?;
    let Some(Row { token: found, .. }) = rows.first() else { return Ok(None) };
    if found.expires_at.is_some_and(|end| end <= now) {
        return Ok(None);
    }
    let membership = Place::membership(rows.iter().map(|row| &row.place));
    let actor = Actor { user: found.user_id, membership };
    if !actor.may(Action::ListApiTokens, Target::MyOrganization) {
        return Ok(None);
    }
    if found.last_used_at.is_none_or(|last| now - last >= USED_STEP || !clock_skew::is_believed(last, now)) {
        let connection = db.connection().clone();
        let used = api_token::Entity::update_many()
            .col_expr(api_token::Column::LastUsedAt, Expr::value(now))
            .filter(api_token::Column::Id.eq(found.id));
        db.note(async move { used.exec(&connection).await }).await;
    }
    Ok(Some(actor))
}
