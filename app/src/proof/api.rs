//! Server functions that ask people to confirm who they are before something dangerous.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::Hidden;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::{Context, answer},
    store::sign_in::second_factor::{self, Account},
    store::{sign_in, sign_in::session},
};

properties! {
    MyProof;
    Prove;
}

/// The proof that a person can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// A code of their second factor: required if they have one.
    Code,
    /// Their password.
    Password,
    /// Signing in again: they have neither, or an organization of theirs asks for a second factor and they have no app.
    SignIn,
}

/// Returns the proof that the person can give.
#[server(prefix = "/api", endpoint = "my-proof", protocol = Rpc)]
pub async fn my_proof() -> Result<Proof, ApiError> {
    answer(async |context| {
        context.session_token()?;
        proof(&context).await
    })
    .await
}

/// Checks the person's code or password. A correct one counts for a while.
#[server(prefix = "/api", endpoint = "prove", protocol = Rpc)]
pub async fn prove(given: Hidden) -> Result<(), ApiError> {
    answer(async |context| {
        let token = context.session_token()?;
        let Context { db, sealer, now, .. } = &context;
        let actor = context.actor()?;
        let told = |error: ApiError| match error {
            ApiError::Invalid { message, .. } => ApiError::invalid("given", message),
            other => other,
        };
        let (home, code) = match proof(&context).await? {
            Proof::Code => {
                let account = Account::from(actor).within(context.home);
                let given = second_factor::check(db, account, sealer, &given, token, *now).await;
                let given = given.map_err(|error| told(error.into()))?;
                (given.home, Some(given.factor))
            }
            Proof::Password => {
                let given = given.into_inner();
                let checked = sign_in::confirm(db, actor.user, given, context.caller(), *now).await;
                checked.map_err(|error| match error {
                    sign_in::SignInError::Wrong => ApiError::invalid("given", "This is not your password."),
                    other => other.into(),
                })?;
                (None, None)
            }
            Proof::SignIn => return Err(ApiError::NotFound),
        };
        let proof = store::sign_in::proof::Proof { at: *now, home };
        Ok(session::prove(db, token, proof, code).await?)
    })
    .await
}

#[cfg(feature = "ssr")]
async fn proof(context: &Context) -> Result<Proof, ApiError> {
    let state = second_factor::state(&context.db, context.actor()?.user).await?;
    // An app that single sign-on vouches for proves nothing elsewhere, and nothing to an account with a password.
    let has_app = state.app_since.is_some()
        && state.app_home.is_none_or(|(home, _)| context.home == Some(home) && !state.has_password);
    // Anyone who now needs a second factor and has none sets it up at the next sign-in.
    Ok(match (has_app, state.has_password && !context.is_behind) {
        (true, _) => Proof::Code,
        (false, true) => Proof::Password,
        (false, false) => Proof::SignIn,
    })
}
