//! Server functions of a sign-in that is half done. They know their person by the cookie that its first proof gave, which is
//! good for nothing else.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::Hidden;
use serde::{Deserialize, Serialize};

use super::AppSecret;
use crate::ApiError;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    crate::entering::{Proved, enter},
    store::sign_in::factor::{self, Given, Step},
    store::sign_in::session::{Factor, Token},
};

/// A sign-in that is half done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HalfWay {
    /// What is to be done.
    pub needs: Needs,
    /// Whether its person has a passkey, by which it could sign in instead.
    pub has_passkey: bool,
}

/// What is to be done before there is a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Needs {
    /// Give a code.
    Code,
    /// Sign in by a passkey.
    Passkey,
    /// Sign in by a password.
    Password,
    /// Set up a second factor, which an organization asks for.
    Enrollment,
}

/// What the sign-in that is half done needs; a sign-in that is over and none are one answer.
#[server(prefix = "/api", endpoint = "sign-in-step", protocol = Rpc)]
pub async fn sign_in_step() -> Result<HalfWay, ApiError> {
    answer(async |context| {
        let (_, step) = step(&context).await?;
        let needs = match step.needs {
            factor::Needs::Code => Needs::Code,
            factor::Needs::Passkey => Needs::Passkey,
            factor::Needs::Password => Needs::Password,
            factor::Needs::Enrollment => Needs::Enrollment,
        };
        Ok(HalfWay { needs, has_passkey: step.has_passkey })
    })
    .await
}

/// Ends a sign-in that is half done by a code of the authenticator app or a recovery code; the answer carries the session's
/// cookie.
#[server(prefix = "/api", endpoint = "give-code", protocol = Rpc)]
pub async fn give_code(code: Hidden) -> Result<(), ApiError> {
    answer(async |context| {
        let (token, step) = step(&context).await?;
        if step.needs != factor::Needs::Code || !factor::count_try(&context.db, token, context.now).await? {
            return Err(ApiError::NotFound);
        }
        let checked = factor::check(&context.db, step.account, &context.sealer, &code, context.now).await?;
        finish(&context, token, &step, checked).await
    })
    .await
}

/// Offers a secret for an authenticator app, in a sign-in that needs one.
#[server(prefix = "/api", endpoint = "begin-enrollment", protocol = Rpc)]
pub async fn begin_enrollment() -> Result<AppSecret, ApiError> {
    answer(async |context| {
        let (_, step) = enrollment(&context).await?;
        let Context { db, sealer, random, now, .. } = &context;
        AppSecret::new(&factor::begin(db, step.account, sealer, random, *now).await?)
    })
    .await
}

/// Sets the authenticator app up by its first code, and ends the sign-in; gives the recovery codes, the only time that they can be
/// read. The answer carries the session's cookie.
#[server(prefix = "/api", endpoint = "finish-enrollment", protocol = Rpc)]
pub async fn finish_enrollment(code: Hidden) -> Result<Vec<String>, ApiError> {
    answer(async |context| {
        let (token, step) = enrollment(&context).await?;
        if !factor::count_try(&context.db, token, context.now).await? {
            return Err(ApiError::NotFound);
        }
        let Context { db, sealer, now, .. } = &context;
        let random = context.random_for("recovery codes");
        let codes = factor::confirm(db, step.account, sealer, &code, &random, *now).await?;
        let given = Given { factor: Factor::Totp, home: step.account.home };
        finish(&context, token, &step, given).await?;
        Ok(codes)
    })
    .await
}

/// The step that the request's cookie leads to.
#[cfg(feature = "ssr")]
async fn step(context: &Context) -> Result<(Token, Step), ApiError> {
    let token = context.step.ok_or(ApiError::NotFound)?;
    let step = factor::step(&context.db, token, context.now).await?.ok_or(ApiError::NotFound)?;
    Ok((token, step))
}

/// The same, where a factor is to be set up: with one there is no other to be had by the first proof alone.
#[cfg(feature = "ssr")]
async fn enrollment(context: &Context) -> Result<(Token, Step), ApiError> {
    let (token, step) = step(context).await?;
    if step.needs == factor::Needs::Enrollment { Ok((token, step)) } else { Err(ApiError::NotFound) }
}

#[cfg(feature = "ssr")]
async fn finish(context: &Context, token: Token, step: &Step, code: Given) -> Result<(), ApiError> {
    if !store::sign_in::factor::close_step(&context.db, token).await? {
        return Err(ApiError::NotFound);
    }
    let by =
        Proved { factor: step.with_code(code.factor), home: step.beginning.home(), proof_home: code.home };
    enter(context, step.account.user, by).await
}
