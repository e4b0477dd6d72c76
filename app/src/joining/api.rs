//! Server functions of signing up and joining.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::{Hidden, RoleId};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    crate::entering::{Proved, enter},
    model::{Action, Permit, Target},
    store::db::secret::Secret,
    store::people::joining,
    store::sign_in::password::check_new,
    store::sign_in::session::{self, Factor},
    store::sign_in::{hash_password, salt},
    store::text::checked,
};

/// An organization that one may ask to join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its name.
    pub organization: String,
    /// When one asked, in milliseconds since the Unix epoch.
    pub asked_at: Option<i64>,
}

/// Somebody who asks to join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinRequest {
    /// Its number.
    pub id: i64,
    /// Who, by name.
    pub name: String,
    /// Its e-mail address.
    pub email: String,
    /// What it says.
    pub message: String,
    /// When it asked, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// Sends a mail with a link to an account, if the address is in an organization's verified mail domain. The answer is the same in
/// any case (R3), and does not wait for the mail.
#[server(prefix = "/api", endpoint = "sign-up", protocol = Rpc)]
pub async fn sign_up(email: String) -> Result<(), ApiError> {
    answer(async |context| {
        let Context { db, now, site, .. } = context;
        let email = joining::check_attempt(&db, &email, &context.network_address, now).await?;
        let token = Secret::derived(&context.random, "sign-up");
        tokio::spawn(async move {
            if let Err(error) = joining::sign_up(&db, &email, token, &site, now).await {
                tracing::error!(%error, "somebody could not sign up");
            }
        });
        Ok(())
    })
    .await
}

/// The address that a link confirms.
#[server(prefix = "/api", endpoint = "see-sign-up", protocol = Rpc)]
pub async fn see_sign_up(token: Hidden) -> Result<String, ApiError> {
    answer(async |context| {
        let token = Secret::from_text(&token).ok_or(ApiError::NotFound)?;
        Ok(joining::find(&context.db, token, context.now).await?)
    })
    .await
}

/// Makes the account of who has the link, and signs it in.
#[server(prefix = "/api", endpoint = "confirm-sign-up", protocol = Rpc)]
pub async fn confirm_sign_up(token: Hidden, name: String, password: Hidden) -> Result<(), ApiError> {
    answer(async |context| {
        let token = Secret::from_text(&token).ok_or(ApiError::NotFound)?;
        // Before anything else is told, or a password hashed.
        let email = joining::find(&context.db, token, context.now).await?;
        let name = checked(&name).map_err(|error| ApiError::invalid("name", error.to_string()))?;
        check_new(&password, &[&name, &email])
            .map_err(|error| ApiError::invalid("password", error.to_string()))?;
        let hash = hash_password(password.into_inner(), salt(&context.random)).await?;
        let user = joining::confirm(&context.db, token, &name, hash, context.now).await?;
        enter(&context, user, Proved::own(Factor::Password)).await
    })
    .await
}

/// The organization that the address of who asks leads to; none when it leads to none, or one is in it.
#[server(prefix = "/api", endpoint = "join-offer", protocol = Rpc)]
pub async fn join_offer() -> Result<Option<Offer>, ApiError> {
    answer(async |context| {
        let offer = offer(&context).await?;
        Ok(offer.map(|offer| Offer { organization: offer.name, asked_at: offer.asked_at }))
    })
    .await
}

/// The offer to who asks; none where the single sign-on that vouches for the session does not speak for the organization.
#[cfg(feature = "ssr")]
async fn offer(context: &Context) -> Result<Option<joining::Offer>, ApiError> {
    let Some(offer) = joining::offer(&context.db, context.actor()?).await? else { return Ok(None) };
    let is_within = session::is_within(&context.db, context.home, offer.organization).await?;
    Ok(is_within.then_some(offer))
}

/// Asks to join it.
#[server(prefix = "/api", endpoint = "request-to-join", protocol = Rpc)]
pub async fn request_to_join(message: String) -> Result<(), ApiError> {
    answer(async |context| {
        let actor = context.actor()?;
        context.by_session()?;
        offer(&context).await?.ok_or(ApiError::NotFound)?;
        Ok(joining::ask(&context.db, actor, &message, &context.site, context.now).await?)
    })
    .await
}

/// Who asks to join the organization.
#[server(prefix = "/api", endpoint = "join-requests", protocol = Rpc)]
pub async fn join_requests() -> Result<Vec<JoinRequest>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ListUsers, Target::MyOrganization)?;
        let seen = |listed: joining::Listed| JoinRequest {
            id: listed.id,
            name: listed.name,
            email: listed.email,
            message: listed.message,
            created_at: listed.created_at,
        };
        Ok(joining::list(&context.db, &permit).await?.into_iter().map(seen).collect())
    })
    .await
}

#[cfg(feature = "ssr")]
fn managing(context: &Context) -> Result<Permit, ApiError> {
    let permit = context.actor()?.permit(Action::ManageUsers, Target::MyOrganization)?;
    context.by_session()?;
    Ok(permit)
}

/// Lets somebody in, in that role.
#[server(prefix = "/api", endpoint = "approve-join-request", protocol = Rpc)]
pub async fn approve_join_request(request: i64, role: RoleId) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = managing(&context)?;
        Ok(joining::approve(&context.db, &permit, request, role, &context.site, context.now).await?)
    })
    .await
}

/// Does not let somebody in, and says why.
#[server(prefix = "/api", endpoint = "decline-join-request", protocol = Rpc)]
pub async fn decline_join_request(request: i64, reason: String) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = managing(&context)?;
        Ok(joining::decline(&context.db, &permit, request, &reason, &context.site, context.now).await?)
    })
    .await
}
