//! Server functions for signing up and joining.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::invitation::JoinRequest;
use model::{Hidden, RoleId};
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    crate::new_session::{Proved, enter},
    model::{Action, Permit, Target},
    store::db::secret::Secret,
    store::people::joining::{self, JoinError},
    store::sign_in::password::check_new,
    store::sign_in::session::{self, Factor},
    store::sign_in::{hash_password, salt},
    store::text::checked,
};

properties! {
    SignUp: AboutOneself;
    SeeSignUp: AboutOneself;
    ConfirmSignUp: AboutOneself;
    JoinOffer;
    RequestToJoin;
    JoinRequests: WhileViewing;
    ApproveJoinRequest;
    DeclineJoinRequest;
}

/// An organization that the person may ask to join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The organization's name.
    pub organization: String,
    /// When they asked, in milliseconds since the Unix epoch; None if they have not.
    pub asked_at: Option<i64>,
}

/// Sends a link for a new account if the address is in an organization's verified mail domain. The response is always the same
/// (R3) and does not wait for the e-mail.
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

/// Returns the address that a link confirms.
#[server(prefix = "/api", endpoint = "see-sign-up", protocol = Rpc)]
pub async fn see_sign_up(token: Hidden) -> Result<String, ApiError> {
    answer(async |context| {
        let token = Secret::from_text(&token).ok_or(ApiError::NotFound)?;
        Ok(joining::find(&context.db, token, context.now).await?)
    })
    .await
}

/// Creates the account of the person with the link and signs them in.
#[server(prefix = "/api", endpoint = "confirm-sign-up", protocol = Rpc)]
pub async fn confirm_sign_up(token: Hidden, name: String, password: Hidden) -> Result<(), ApiError> {
    answer(async |context| {
        let token = Secret::from_text(&token).ok_or(ApiError::NotFound)?;
        // Checked before anything else is revealed or a password is hashed.
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

/// Returns the organization that the person's address belongs to; None if there is none, or they are a member of it already.
#[server(prefix = "/api", endpoint = "join-offer", protocol = Rpc)]
pub async fn join_offer() -> Result<Option<Offer>, ApiError> {
    answer(async |context| {
        let offer = offer(&context).await?;
        Ok(offer.map(|offer| Offer { organization: offer.name, asked_at: offer.asked_at }))
    })
    .await
}

/// Returns the offer for the person; None if the single sign-on that vouches for their session does not cover the organization.
#[cfg(feature = "ssr")]
async fn offer(context: &Context) -> Result<Option<joining::Offer>, ApiError> {
    let Some(offer) = joining::offer(&context.db, context.actor()?).await? else { return Ok(None) };
    let is_within = session::is_within(&context.db, context.home, offer.organization).await?;
    Ok(is_within.then_some(offer))
}

/// Asks to join the organization of the offer.
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

/// Returns the requests to join the organization.
#[server(prefix = "/api", endpoint = "join-requests", protocol = Rpc)]
pub async fn join_requests() -> Result<Vec<JoinRequest>, ApiError> {
    answer(async |context| {
        let permit = context.actor()?.permit(Action::ListUsers, Target::MyOrganization)?;
        Ok(joining::list(&context.db, &permit).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
fn managing(context: &Context) -> Result<Permit, ApiError> {
    let permit = context.actor()?.permit(Action::ManageUsers, Target::MyOrganization)?;
    context.by_session()?;
    Ok(permit)
}

/// Accepts a request, with a role.
#[server(prefix = "/api", endpoint = "approve-join-request", protocol = Rpc)]
pub async fn approve_join_request(request: i64, role: RoleId) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = managing(&context)?;
        Ok(joining::approve(&context.db, &permit, request, role, &context.site, context.now).await?)
    })
    .await
}

/// Declines a request, with a reason.
#[server(prefix = "/api", endpoint = "decline-join-request", protocol = Rpc)]
pub async fn decline_join_request(request: i64, reason: String) -> Result<(), ApiError> {
    answer(async |context| {
        let permit = managing(&context)?;
        Ok(joining::decline(&context.db, &permit, request, &reason, &context.site, context.now).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<JoinError> for ApiError {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::Refused(refused) => refused.into(),
            JoinError::Database(error) => Self::failed(&error),
            JoinError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            JoinError::Forbidden(_) | JoinError::HasSuperAdmin => Self::invalid("role", error.to_string()),
            JoinError::Text | JoinError::NoReason => Self::invalid("text", error.to_string()),
            JoinError::Address(_) => Self::invalid("email", error.to_string()),
            told => Self::invalid("", told.to_string()),
        }
    }
}
