//! Lists the tokens of an organization.

use std::collections::HashMap;

use model::token::{Dead, ListedToken};
use model::{Action, Actor, Day, Permit, Target};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::TokenError;
use crate::Db;
use crate::db::acting;
use crate::db::entity::{api_token, user};

/// Returns all tokens of the permit's organization, the latest first. `now` in milliseconds since the Unix epoch.
pub async fn list(db: &Db, permit: &Permit, now: i64) -> Result<Vec<ListedToken>, TokenError> {
    permit.only(Action::ListApiTokens)?;
    let rows = api_token::Entity::find()
        .filter(api_token::Column::OrganizationId.eq(permit.organization())) // tenant: own tokens, listed
        .order_by_desc(api_token::Column::Id)
        .all(db.connection())
        .await?;
    let makers: HashMap<i64, String> = user::Entity::find()
        .filter(user::Column::Id.is_in(rows.iter().map(|row| row.user_id)))
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .into_tuple::<(i64, String)>()
        .all(db.connection())
        .await?
        .into_iter()
        .collect();
    let members = match permit.organization() {
        Some(own) => acting::of_members(db.connection(), makers.keys().copied(), own).await?,
        None => HashMap::new(),
    };
    let listed = |row: api_token::Model| {
        let maker = Actor { user: row.user_id, membership: members.get(&row.user_id).cloned() };
        let dead = match row.expires_at {
            Some(end) if end <= now => Some(Dead::Expired),
            _ if !maker.may(Action::ListApiTokens, Target::MyOrganization) => Some(Dead::MakerMayNot),
            _ => None,
        };
        ListedToken {
            id: row.id,
            name: row.name,
            maker: makers.get(&row.user_id).cloned().unwrap_or_default(),
            hint: row.hint,
            created_at: row.created_at,
            // It is valid until the following midnight.
            last_day: row.expires_at.map(|end| Day::of_instant(end - 1)),
            last_used_at: row.last_used_at,
            dead,
        }
    };
    Ok(rows.into_iter().map(listed).collect())
}
