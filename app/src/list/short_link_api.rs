//! Server functions for short links.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    model::{Action, Permit, Target},
    store::licenses::link::LinkError,
};

properties! {
    SaveLink;
    SeeLink: WhileViewing;
}

/// Returns a permit to list one's own licenses, which every signed-in person has: a link reveals nothing about the licenses that
/// its filter finds.
#[cfg(feature = "ssr")]
fn listing(context: &Context) -> Result<Permit, ApiError> {
    Ok(context.actor()?.permit(Action::ListLicenses, Target::MyOrganization)?)
}

/// Saves the part of a list's address that is too long. Returns the token that replaces it.
#[server(prefix = "/api", endpoint = "save-link", protocol = Rpc)]
pub async fn save_link(state: String) -> Result<String, ApiError> {
    answer(async |context| {
        let permit = listing(&context)?;
        Ok(store::licenses::link::save(&context.db, &permit, &state, context.now).await?)
    })
    .await
}

/// Returns the part of an address that a token replaces; `name` is the token.
#[server(prefix = "/api", endpoint = "see-link", protocol = Rpc)]
pub async fn see_link(name: String) -> Result<String, ApiError> {
    answer(async |context| {
        let permit = listing(&context)?;
        let found = store::licenses::link::find(&context.db, &permit, &name, context.now).await?;
        found.ok_or_else(|| ApiError::invalid("name", model::link::unknown(&name)))
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<LinkError> for ApiError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Refused(refused) => refused.into(),
            LinkError::State(error) => Self::invalid("state", error.to_string()),
            LinkError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            LinkError::Database(error) => Self::failed(&error),
        }
    }
}
