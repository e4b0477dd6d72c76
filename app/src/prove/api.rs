//! Server functions by which a person proves again who it is, before something dangerous.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    store::{factor, session, sign_in},
};

/// By what a person proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// By a code of its second factor: who has one needs it here, too.
    Code,
    /// By its password.
    Password,
    /// By signing in again: it has neither.
    SignIn,
}

/// By what the person proves who it is.
#[server(prefix = "/api", endpoint = "my-proof", protocol = Rpc)]
pub async fn my_proof() -> Result<Proof, ApiError> {
    answer(async |context| {
        context.session_token()?;
        proof(&context).await
    })
    .await
}

/// Takes the person's code or password, by which it goes on for a while.
#[server(prefix = "/api", endpoint = "prove", protocol = Rpc)]
pub async fn prove(given: String) -> Result<(), ApiError> {
    answer(async |context| {
        let token = context.session_token()?;
        let Context { db, sealer, network_address, now, .. } = &context;
        let actor = context.actor()?;
        let told = |error: ApiError| match error {
            ApiError::Invalid { message, .. } => ApiError::invalid("given", message),
            other => other,
        };
        match proof(&context).await? {
            Proof::Code => {
                factor::check(db, actor.into(), sealer, &given, *now)
                    .await
                    .map_err(|error| told(error.into()))?;
            }
            Proof::Password => {
                let checked = sign_in::confirm(db, actor.user, given, network_address, *now).await;
                checked.map_err(|error| match error {
                    sign_in::SignInError::Wrong => ApiError::invalid("given", "This is not your password."),
                    other => other.into(),
                })?;
            }
            Proof::SignIn => return Err(ApiError::NotFound),
        }
        Ok(session::prove(db, token, *now).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
async fn proof(context: &Context) -> Result<Proof, ApiError> {
    let state = factor::state(&context.db, context.actor()?.user).await?;
    Ok(match (state.app_since, state.has_password) {
        (Some(_), _) => Proof::Code,
        (None, true) => Proof::Password,
        (None, false) => Proof::SignIn,
    })
}
