//! Server functions for passkeys.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::Hidden;
use model::sign_in::Passkey;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    crate::new_session::{Proved, enter},
    store::db::secret::Secret,
    store::sign_in::passkey::{self, PasskeyError, RelyingParty},
    store::sign_in::session::Factor,
};

properties! {
    Passkeys;
    BeginPasskey;
    AddPasskey;
    RenamePasskey;
    ConfirmPasskey;
    RemovePasskey;
    BeginPasskeySignIn: AboutOneself;
    PasskeySignIn: AboutOneself;
}

/// The browser's question to an authenticator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// Returned with the response.
    pub token: Hidden,
    /// Options of W3C Web Authentication, as JSON.
    pub options: String,
}

/// An authenticator's response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The token of the [`Challenge`].
    pub token: Hidden,
    /// The credential of W3C Web Authentication, as JSON.
    pub answer: Hidden,
}

#[cfg(feature = "ssr")]
fn party(context: &Context) -> Result<RelyingParty, ApiError> {
    Ok(RelyingParty::at(&context.site)?)
}

#[cfg(feature = "ssr")]
fn fresh(context: &Context) -> Secret {
    Secret::derived(&context.random, "passkey challenge")
}

/// Returns the person's passkeys.
#[server(prefix = "/api", endpoint = "passkeys", protocol = Rpc)]
pub async fn passkeys() -> Result<Vec<Passkey>, ApiError> {
    answer(async |context| Ok(passkey::list(&context.db, context.actor()?).await?)).await
}

/// Starts to add a passkey to the person's account.
#[server(prefix = "/api", endpoint = "begin-passkey", protocol = Rpc)]
pub async fn begin_passkey() -> Result<Challenge, ApiError> {
    answer(async |context| {
        let actor = context.actor()?;
        context.proved()?;
        let token = fresh(&context);
        let options =
            passkey::begin_adding(&context.db, &party(&context)?, actor, token, context.now).await?;
        Ok(Challenge { token: token.to_text().into(), options })
    })
    .await
}

/// Adds the passkey, with the authenticator's response.
#[server(prefix = "/api", endpoint = "add-passkey", protocol = Rpc)]
pub async fn add_passkey(answered: Answered, name: String) -> Result<(), ApiError> {
    answer(async |context| {
        let actor = context.actor()?;
        context.by_session()?;
        let token = Secret::from_text(&answered.token).ok_or(PasskeyError::Over)?;
        let answered = (token, answered.answer.as_str());
        let (party, home) = (party(&context)?, context.proof()?.home);
        Ok(passkey::finish_adding(&context.db, &party, actor, answered, &name, home, context.now).await?)
    })
    .await
}

/// Renames a passkey.
#[server(prefix = "/api", endpoint = "rename-passkey", protocol = Rpc)]
pub async fn rename_passkey(passkey: i64, name: String) -> Result<(), ApiError> {
    answer(async |context| {
        let actor = context.actor()?;
        context.by_session()?;
        Ok(passkey::rename(&context.db, actor, passkey, &name, context.now).await?)
    })
    .await
}

/// Makes a passkey count everywhere that counted for one organization alone, for a person who has proved who they are with
/// something of their own.
#[server(prefix = "/api", endpoint = "confirm-passkey", protocol = Rpc)]
pub async fn confirm_passkey(passkey: i64) -> Result<(), ApiError> {
    answer(async |context| {
        let actor = context.actor()?;
        context.proved()?;
        Ok(passkey::confirm(&context.db, actor, passkey, context.proof()?, context.now).await?)
    })
    .await
}

/// Removes a passkey.
#[server(prefix = "/api", endpoint = "remove-passkey", protocol = Rpc)]
pub async fn remove_passkey(passkey: i64) -> Result<(), ApiError> {
    answer(async |context| {
        let actor = context.actor()?;
        context.proved()?;
        Ok(passkey::remove(&context.db, actor, passkey, context.now).await?)
    })
    .await
}

/// Starts a sign-in with a passkey; the authenticator will say who it is.
#[server(prefix = "/api", endpoint = "begin-passkey-sign-in", protocol = Rpc)]
pub async fn begin_passkey_sign_in() -> Result<Challenge, ApiError> {
    answer(async |context| {
        let (token, from) = (fresh(&context), &context.network_address);
        let options =
            passkey::begin_signing_in(&context.db, &party(&context)?, token, from, context.now).await?;
        Ok(Challenge { token: token.to_text().into(), options })
    })
    .await
}

/// Signs in with a passkey. The response sets the session's cookie.
#[server(prefix = "/api", endpoint = "passkey-sign-in", protocol = Rpc)]
pub async fn passkey_sign_in(answered: Answered) -> Result<(), ApiError> {
    answer(async |context| {
        let token = Secret::from_text(&answered.token).ok_or(PasskeyError::Over)?;
        let answered = (token, answered.answer.as_str());
        let (party, from) = (party(&context)?, &context.network_address);
        let known = passkey::finish_signing_in(&context.db, &party, answered, from, context.now).await?;
        let by = Proved { factor: Factor::Passkey, home: known.home, proof_home: known.home };
        enter(&context, known.user, by).await
    })
    .await
}

#[cfg(feature = "ssr")]
impl From<PasskeyError> for ApiError {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::Refused(refused) => refused.into(),
            PasskeyError::Name(error) => Self::invalid("name", error.to_string()),
            PasskeyError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            PasskeyError::Json(_) | PasskeyError::Database(_) => Self::failed(&error),
            told => Self::invalid("", told.to_string()),
        }
    }
}
