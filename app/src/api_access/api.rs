//! Server functions of API tokens.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::{Day, TokenId};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    model::{Action, Target},
    store::sign_in::token::{self, ApiToken, NewToken},
};

/// An API token as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedToken {
    /// Its number.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// Who made it.
    pub maker: String,
    /// Its last four signs.
    pub hint: String,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// Its last day, in UTC.
    pub last_day: Option<Day>,
    /// When it was last used, to the minute, in milliseconds since the Unix epoch.
    pub last_used_at: Option<i64>,
    /// Why it is not taken any more.
    pub dead: Option<Dead>,
}

/// Why a token is not taken any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dead {
    /// Its last day is over.
    Expired,
    /// Its maker is no member any more, or has no API Access.
    MakerMayNot,
}

/// The organization's API tokens, the latest first.
#[server(prefix = "/api", endpoint = "api-tokens", protocol = Rpc)]
pub async fn api_tokens() -> Result<Vec<ListedToken>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ListApiTokens, Target::MyOrganization)?;
        let now = context.now;
        let listed = |token: token::Listed| ListedToken {
            dead: match token.expires_at {
                Some(end) if end <= now => Some(Dead::Expired),
                _ if !token.maker_may => Some(Dead::MakerMayNot),
                _ => None,
            },
            // It lasts to the midnight after.
            last_day: token.expires_at.map(|end| Day::of_instant(end - 1)),
            id: token.id,
            name: token.name,
            maker: token.maker,
            hint: token.hint,
            created_at: token.created_at,
            last_used_at: token.last_used_at,
        };
        Ok(token::list(&context.db, &permit).await?.into_iter().map(listed).collect())
    })
    .await
}

/// Makes an API token that acts for who is asking, and gives it: the only time that it can be read.
#[server(prefix = "/api", endpoint = "create-api-token", protocol = Rpc)]
pub async fn create_api_token(name: String, last_day: Option<Day>) -> Result<String, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageApiTokens, Target::MyOrganization)?;
        context.proved()?;
        let token = ApiToken(*context.random);
        token::create(&context.db, &permit, NewToken { name: &name, last_day, token }, context.now).await?;
        Ok(token.to_text())
    })
    .await
}

/// Revokes an API token: it is not taken from the next request on.
#[server(prefix = "/api", endpoint = "revoke-api-token", protocol = Rpc)]
pub async fn revoke_api_token(token: TokenId) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageApiTokens, Target::MyOrganization)?;
        context.by_session()?;
        Ok(token::revoke(&context.db, &permit, token, context.now).await?)
    })
    .await
}
