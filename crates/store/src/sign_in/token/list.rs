//! Lists the tokens of an organization.

use std::collections::HashMap;

use model::{Action, Actor, Permit, Refused, Target, TokenId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::TokenError;
use crate::Db;
use crate::db::acting;
use crate::db::entity::{api_token, user};

/// A token in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Number of its row.
    pub id: TokenId,
    /// Its purpose.
    pub name: String,
    /// The person who made it.
    pub maker: String,
    /// Whether its maker is still a member with API Access; otherwise it does not work.
    pub maker_may: bool,
    /// Its last four characters.
    pub hint: String,
    /// When it was created, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// When it expires, in milliseconds since the Unix epoch.
    pub expires_at: Option<i64>,
    /// When it was last used, to the minute, in milliseconds since the Unix epoch.
    pub last_used_at: Option<i64>,
}

/// Returns all tokens of the permit's organization, the latest first.
pub async fn list(db: &Db, permit: &Permit) -> Result<Vec<Listed>, TokenError> {
    if permit.action() != Action::ListApiTokens {
        return Err(Refused.into());
    }
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
        Listed {
            id: row.id,
            name: row.name,
            maker: makers.get(&row.user_id).cloned().unwrap_or_default(),
            maker_may: maker.may(Action::ListApiTokens, Target::MyOrganization),
            hint: row.hint,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
        }
    };
    Ok(rows.into_iter().map(listed).collect())
}
