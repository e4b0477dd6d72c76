//! Lists the tokens of an organization.

use std::collections::HashMap;

use model::api_access::{Dead, ListedToken, TokenColumn};
use model::list::Sort;
use model::{Action, Actor, Day, Permit, Target};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::TokenError;
use crate::Db;
use crate::db::actor_query;
use crate::db::entity::{api_token, user};
use crate::text::order_key;

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
        Some(own) => actor_query::of_members(db.connection(), makers.keys().copied(), own).await?,
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

/// Puts the tokens of [`list`] in that order; ties are in the order of their numbers.
pub fn in_order(mut tokens: Vec<ListedToken>, sort: Sort<TokenColumn>) -> Vec<ListedToken> {
    tokens.sort_by_cached_key(|token| {
        let (time, text) = match sort.column {
            TokenColumn::Name => (0, order_key(&token.name)),
            TokenColumn::Maker => (0, order_key(&token.maker)),
            TokenColumn::Created => (token.created_at, Vec::new()),
            TokenColumn::LastDay => (token.last_day.map_or(i64::MAX, |day| day.0.into()), Vec::new()),
            TokenColumn::LastUsed => (token.last_used_at.unwrap_or(i64::MIN), Vec::new()),
        };
        (time, text, token.id)
    });
    if sort.descending {
        tokens.reverse();
    }
    tokens
}

#[cfg(test)]
mod tests {
    use model::list::SortColumn as _;

    use super::*;

    fn token(
        id: i64,
        name: &str,
        maker: &str,
        last_day: Option<i32>,
        last_used_at: Option<i64>,
    ) -> ListedToken {
        ListedToken {
            id,
            name: name.to_owned(),
            maker: maker.to_owned(),
            hint: String::new(),
            created_at: id,
            last_day: last_day.map(Day),
            last_used_at,
            dead: None,
        }
    }

    #[test]
    fn tokens_are_sorted_by_each_column() {
        let tokens = vec![
            token(3, "Run 10", "Öst", None, None),
            token(2, "run 9", "Ost 2", Some(5), Some(1)),
            token(1, "Run 10", "Zug", Some(7), Some(9)),
        ];
        for (by, expected) in [
            (TokenColumn::Name, [2, 1, 3]),
            (TokenColumn::Maker, [3, 2, 1]),
            (TokenColumn::Created, [1, 2, 3]),
            (TokenColumn::LastDay, [2, 1, 3]),
            (TokenColumn::LastUsed, [3, 2, 1]),
        ] {
            let ids = |sort| in_order(tokens.clone(), sort).iter().map(|one| one.id).collect::<Vec<_>>();
            assert_eq!(ids(Sort::ascending(by)), expected, "{by:?}");
            let mut backwards = expected;
            backwards.reverse();
            assert_eq!(ids(Sort::descending(by)), backwards, "{by:?}");
        }
        assert_eq!(TokenColumn::ALL.len(), 5);
        let usual: Vec<_> = in_order(tokens, Sort::default()).iter().map(|one| one.id).collect();
        assert_eq!(usual, [3, 2, 1]);
    }
}
