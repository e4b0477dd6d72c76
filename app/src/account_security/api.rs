//! Server functions about one's own sign-in. Programs with a token can't call them.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::Hidden;
use model::sign_in::Session;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::second_factor::AppSecret;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    store::sign_in::password::{self, Change},
    store::sign_in::salt,
    store::sign_in::second_factor,
    store::sign_in::session,
};

properties! {
    MySignIn;
    EndSession;
    EndOtherSessions;
    ChangePassword;
    BeginApp;
    ConfirmApp;
    RemoveApp;
    RenewRecoveryCodes;
}

/// The ways in which the person signs in, and their sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInState {
    /// Whether they have a password.
    pub has_password: bool,
    /// When they set up their authenticator app, in milliseconds since the Unix epoch; None without one.
    pub app_since: Option<i64>,
    /// If set, that app counts for this organization alone: it was set up on the word of its single sign-on.
    pub app_home: Option<String>,
    /// The number of unused recovery codes.
    pub recovery_codes: u64,
    /// The first of their organizations that requires a second factor.
    pub required_by: Option<String>,
    /// Their open sessions, the last used first.
    pub sessions: Vec<Session>,
}

/// Returns how the person signs in and where they are signed in.
#[server(prefix = "/api", endpoint = "my-sign-in", protocol = Rpc)]
pub async fn my_sign_in() -> Result<SignInState, ApiError> {
    answer(async |context| {
        let own = context.session_token()?;
        let user = context.actor()?.user;
        let second_factor::State { has_password, app_since, app_home, recovery_codes, required_by } =
            second_factor::state(&context.db, user).await?;
        let app_home = app_home.map(|(_, name)| name);
        let sessions = session::list(&context.db, user, own, context.now).await?;
        Ok(SignInState { has_password, app_since, app_home, recovery_codes, required_by, sessions })
    })
    .await
}

/// Ends a session of the person: its next request is refused.
#[server(prefix = "/api", endpoint = "end-session", protocol = Rpc)]
pub async fn end_session(handle: String) -> Result<(), ApiError> {
    answer(async |context| {
        context.session_token()?;
        let ended = session::end(&context.db, context.actor()?.user, &handle, context.now).await?;
        if ended { Ok(()) } else { Err(ApiError::NotFound) }
    })
    .await
}

/// Ends the person's other sessions and returns how many there were.
#[server(prefix = "/api", endpoint = "end-other-sessions", protocol = Rpc)]
pub async fn end_other_sessions() -> Result<usize, ApiError> {
    answer(async |context| {
        let own = context.session_token()?;
        Ok(session::end_others(&context.db, context.actor()?.user, own, context.now).await?)
    })
    .await
}

/// Changes the person's password; they give the current one. All other sessions end.
#[server(prefix = "/api", endpoint = "change-password", protocol = Rpc)]
pub async fn change_password(current: Hidden, new: Hidden) -> Result<(), ApiError> {
    answer(async |context| {
        let session = context.session_token()?;
        let Context { db, random, now, .. } = &context;
        let (current, new) = (current.into_inner(), new.into_inner());
        let change = Change { current, new, salt: salt(random), session, caller: context.caller() };
        Ok(password::change(db, context.actor()?, change, *now).await?)
    })
    .await
}

/// Returns a new secret for an authenticator app.
#[server(prefix = "/api", endpoint = "begin-app", protocol = Rpc)]
pub async fn begin_app() -> Result<AppSecret, ApiError> {
    answer(async |context| {
        context.proved()?;
        let Context { db, sealer, random, now, .. } = &context;
        AppSecret::new(&second_factor::begin(db, context.account()?, sealer, random, *now).await?)
    })
    .await
}

/// Sets up the authenticator app with its first code. Returns new recovery codes, which can't be read again.
#[server(prefix = "/api", endpoint = "confirm-app", protocol = Rpc)]
pub async fn confirm_app(code: Hidden) -> Result<Vec<String>, ApiError> {
    answer(async |context| {
        let session = context.proved()?;
        let Context { db, sealer, now, .. } = &context;
        let random = context.random_for("recovery codes");
        Ok(second_factor::confirm(db, context.account()?, sealer, &code, session, &random, *now).await?)
    })
    .await
}

/// Removes the person's authenticator app and recovery codes.
#[server(prefix = "/api", endpoint = "remove-app", protocol = Rpc)]
pub async fn remove_app() -> Result<(), ApiError> {
    answer(async |context| {
        context.proved()?;
        Ok(second_factor::remove(&context.db, context.account()?, context.now).await?)
    })
    .await
}

/// Replaces the recovery codes. Returns the new ones, which can't be read again.
#[server(prefix = "/api", endpoint = "renew-recovery-codes", protocol = Rpc)]
pub async fn renew_recovery_codes() -> Result<Vec<String>, ApiError> {
    answer(async |context| {
        context.proved()?;
        let random = context.random_for("recovery codes");
        let account = context.account()?;
        Ok(second_factor::renew_recovery_codes(&context.db, account, &random, context.now).await?)
    })
    .await
}
