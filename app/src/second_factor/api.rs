//! Server functions for a half-done sign-in. They know the person by the cookie of their first proof, which is good for nothing else.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::Hidden;
use model::sign_in::Needs;
use serde::{Deserialize, Serialize};

use super::AppSecret;
use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    crate::new_session::{Proved, enter},
    store::sign_in::second_factor::{self, FactorError, Given, Step},
    store::sign_in::session::{Factor, Token},
};

properties! {
    SignInStep;
    GiveCode;
    BeginEnrollment;
    FinishEnrollment;
}

/// A half-done sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HalfWay {
    /// The missing step.
    pub needs: Needs,
    /// Whether the person has a passkey to sign in with instead.
    pub has_passkey: bool,
}

/// Returns what the half-done sign-in needs. An expired one and none get the same response.
#[server(prefix = "/api", endpoint = "sign-in-step", protocol = Rpc)]
pub async fn sign_in_step() -> Result<HalfWay, ApiError> {
    answer(async |context| {
        let (_, step) = step(&context).await?;
        Ok(HalfWay { needs: step.needs, has_passkey: step.has_passkey })
    })
    .await
}

/// Finishes a half-done sign-in with a code of the authenticator app or a recovery code. The response sets the session's
/// cookie.
#[server(prefix = "/api", endpoint = "give-code", protocol = Rpc)]
pub async fn give_code(code: Hidden) -> Result<(), ApiError> {
    answer(async |context| {
        let (token, step) = step(&context).await?;
        if step.needs != Needs::Code || !second_factor::count_try(&context.db, token, context.now).await? {
            return Err(ApiError::NotFound);
        }
        let Context { db, sealer, now, .. } = &context;
        let checked = second_factor::check(db, step.account, sealer, &code, context.caller(), *now).await?;
        finish(&context, token, &step, checked).await
    })
    .await
}

/// Returns a new secret for an authenticator app, in a sign-in that needs one.
#[server(prefix = "/api", endpoint = "begin-enrollment", protocol = Rpc)]
pub async fn begin_enrollment() -> Result<AppSecret, ApiError> {
    answer(async |context| {
        let (_, step) = enrollment(&context).await?;
        let Context { db, sealer, random, now, .. } = &context;
        AppSecret::new(&second_factor::begin(db, step.account, sealer, random, *now).await?)
    })
    .await
}

/// Sets up the authenticator app with its first code and finishes the sign-in. Returns the recovery codes, which can't be read
/// again. The response sets the session's cookie.
#[server(prefix = "/api", endpoint = "finish-enrollment", protocol = Rpc)]
pub async fn finish_enrollment(code: Hidden) -> Result<Vec<String>, ApiError> {
    answer(async |context| {
        let (token, step) = enrollment(&context).await?;
        if !second_factor::count_try(&context.db, token, context.now).await? {
            return Err(ApiError::NotFound);
        }
        let Context { db, sealer, now, .. } = &context;
        let random = context.random_for("recovery codes");
        let caller = context.caller();
        let codes = second_factor::confirm(db, step.account, sealer, &code, caller, &random, *now).await?;
        let given = Given { factor: Factor::Totp, home: step.account.home };
        finish(&context, token, &step, given).await?;
        Ok(codes)
    })
    .await
}

/// Returns the step that the request's cookie belongs to.
#[cfg(feature = "ssr")]
async fn step(context: &Context) -> Result<(Token, Step), ApiError> {
    let token = context.step.ok_or(ApiError::NotFound)?;
    let step = second_factor::step(&context.db, token, context.now).await?.ok_or(ApiError::NotFound)?;
    Ok((token, step))
}

/// The same for a person who has to set up a factor: with one already there, the first proof alone must not add another.
#[cfg(feature = "ssr")]
async fn enrollment(context: &Context) -> Result<(Token, Step), ApiError> {
    let (token, step) = step(context).await?;
    if step.needs == Needs::Enrollment { Ok((token, step)) } else { Err(ApiError::NotFound) }
}

#[cfg(feature = "ssr")]
async fn finish(context: &Context, token: Token, step: &Step, code: Given) -> Result<(), ApiError> {
    if !store::sign_in::second_factor::close_step(&context.db, token).await? {
        return Err(ApiError::NotFound);
    }
    let by =
        Proved { factor: step.with_code(code.factor), home: step.beginning.home(), proof_home: code.home };
    enter(context, step.account.user, by).await
}

#[cfg(feature = "ssr")]
impl From<FactorError> for ApiError {
    fn from(error: FactorError) -> Self {
        match error {
            FactorError::Wrong => Self::invalid("code", error.to_string()),
            FactorError::Nothing | FactorError::Required(_) => Self::invalid("", error.to_string()),
            FactorError::Throttled(throttled) => Self::Throttled(throttled.to_string()),
            FactorError::Sealed | FactorError::Database(_) => Self::failed(&error),
        }
    }
}
