//! Server functions for people who forgot their password. Anybody may call them.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::Hidden;

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    store::Caller,
    store::sign_in::password::{self, ChangeError, ResetToken},
    store::sign_in::{SignInError, salt},
};

properties! {
    RequestPasswordReset;
    SeePasswordReset;
    ResetPassword;
}

/// Sends a link for setting another password if somebody has this e-mail address. The response is the same if nobody has (R3).
#[server(prefix = "/api", endpoint = "request-password-reset", protocol = Rpc)]
pub async fn request_password_reset(email: String) -> Result<(), ApiError> {
    answer(async |context| {
        let Context { db, site, network_address, random, now, .. } = context;
        password::throttle_request(&db, &email, &network_address, now).await?;
        // Does not wait for it: the time would reveal whether there is such a person.
        tokio::spawn(store::db::request_origin::carried(async move {
            let sent = password::request_reset(&db, &email, ResetToken(*random), &site, now).await;
            if let Err(error) = sent {
                tracing::error!(%error, "a link to set another password could not be sent");
            }
        }));
        Ok(())
    })
    .await
}

/// Fails if the link is no longer valid. Expired links and links that never existed get the same response.
#[server(prefix = "/api", endpoint = "see-password-reset", protocol = Rpc)]
pub async fn see_password_reset(token: Hidden) -> Result<(), ApiError> {
    answer(async |context| {
        let token = ResetToken::from_text(&token).ok_or(ApiError::NotFound)?;
        let is_good = password::is_good(&context.db, token, context.now).await?;
        if is_good { Ok(()) } else { Err(ApiError::NotFound) }
    })
    .await
}

/// Sets another password with a link, which works once. All sessions of its owner end.
#[server(prefix = "/api", endpoint = "reset-password", protocol = Rpc)]
pub async fn reset_password(token: Hidden, new: Hidden) -> Result<(), ApiError> {
    answer(async |context| {
        let token = ResetToken::from_text(&token).ok_or(ApiError::NotFound)?;
        let salt = salt(&context.random);
        let user = password::reset(&context.db, token, new.into_inner(), salt, context.now).await?;
        // The mailbox's owner can continue from here, however many guesses come from elsewhere. The device becomes known only
        // once they have signed in: guesses of a second factor count separately there.
        let here = Caller { device: None, ..context.caller() };
        Ok(store::remember(&context.db, user, &here, context.now).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<ChangeError> for ApiError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::New(_) => Self::invalid("new", error.to_string()),
            ChangeError::Current => Self::invalid("current", error.to_string()),
            // Expired links and links that never existed get the same response (R3).
            ChangeError::Link => Self::NotFound,
            ChangeError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            ChangeError::Check(SignInError::Busy) => Self::Unavailable,
            ChangeError::Check(_) | ChangeError::Database(_) => Self::failed(&error),
        }
    }
}
