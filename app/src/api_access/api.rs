//! Server functions for API tokens.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::{Day, TokenId};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    model::{Action, Target},
    store::sign_in::token::{self, ApiToken, NewToken},
};

properties! {
    ApiTokens: WhileViewing;
    CreateApiToken;
    RevokeApiToken;
}

/// An API token in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedToken {
    /// The number by which it is revoked.
    pub id: TokenId,
    /// Says what it is for.
    pub name: String,
    /// The name of the person who made it.
    pub maker: String,
    /// Its last four characters.
    pub hint: String,
    /// When it was created, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// Its last day, in UTC; None if it does not expire.
    pub last_day: Option<Day>,
    /// When it was last used, to the minute, in milliseconds since the Unix epoch; None if never.
    pub last_used_at: Option<i64>,
    /// Why it is refused; None while it works.
    pub dead: Option<Dead>,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dead {
    /// Its last day is over.
    Expired,
    /// Its maker is no longer a member or has lost API Access.
    MakerMayNot,
}

/// Returns the organization's API tokens, newest first.
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
            // It is valid until the following midnight.
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

/// Creates an API token that acts for the person who asks. Returns its text, which can't be read again.
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

/// Revokes an API token: its next request is refused.
#[server(prefix = "/api", endpoint = "revoke-api-token", protocol = Rpc)]
pub async fn revoke_api_token(token: TokenId) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ManageApiTokens, Target::MyOrganization)?;
        context.by_session()?;
        Ok(token::revoke(&context.db, &permit, token, context.now).await?)
    })
    .await
}
