//! Server functions for API tokens.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::api_access::{ListedToken, TokenColumn};
use model::list::Sort;
use model::{Day, TokenId};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::answer,
    model::{Action, Target},
    store::sign_in::api_access::{self, ApiToken, NewToken, TokenError},
};

properties! {
    ApiTokens: WhileViewing;
    CreateApiToken;
    RevokeApiToken;
}

/// Returns the organization's API tokens in that order.
#[server(prefix = "/api", endpoint = "api-tokens", protocol = Rpc)]
pub async fn api_tokens(sort: Sort<TokenColumn>) -> Result<Vec<ListedToken>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ListApiTokens, Target::MyOrganization)?;
        let tokens = api_access::list(&context.db, &permit, context.now).await?;
        Ok(api_access::in_order(tokens, sort))
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
        api_access::create(&context.db, &permit, NewToken { name: &name, last_day, token }, context.now)
            .await?;
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
        Ok(api_access::revoke(&context.db, &permit, token, context.now).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Refused(refused) => refused.into(),
            TokenError::Name(error) => Self::invalid("name", error.to_string()),
            TokenError::AnyName(error) => Self::invalid("name", error.to_string()),
            TokenError::Over => Self::invalid("last_day", error.to_string()),
            TokenError::TooMany => Self::invalid("", error.to_string()),
            TokenError::Database(error) => Self::failed(&error),
        }
    }
}
