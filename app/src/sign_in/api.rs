//! Server functions that start and end sessions.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use model::Hidden;

use super::SignedIn;
use crate::ApiError;
use crate::properties::properties;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {crate::new_session::by_password, std::time::Duration};

properties! {
    SignIn: AboutOneself;
    SignOut: AboutOneself, WhileViewing;
}

/// The least time until a failure is answered: the time for looking up and recording must not reveal whether the account exists (R3).
#[cfg(feature = "ssr")]
const FAILURE_TAKES: Duration = Duration::from_millis(250);

/// Signs in with a password. The response sets the cookie of the session or of a half-done sign-in.
#[server(prefix = "/api", endpoint = "sign-in", protocol = Rpc)]
pub async fn sign_in(email: String, password: Hidden) -> Result<SignedIn, ApiError> {
    crate::context::answer(async |context| {
        let failure = tokio::time::sleep(FAILURE_TAKES);
        let password = password.into_inner();
        match store::sign_in::check(&context.db, &email, password, context.caller(), context.now).await {
            Ok(user) => by_password(&context, user).await,
            Err(wrong) => {
                failure.await;
                Err(wrong.into())
            }
        }
    })
    .await
}

/// Ends the session.
#[server(prefix = "/api", endpoint = "sign-out", protocol = Rpc)]
pub async fn sign_out() -> Result<(), ApiError> {
    crate::context::answer(async |context| {
        if let Some(token) = context.token {
            store::sign_in::session::close(&context.db, token, context.now).await?;
        }
        context.give(|cookie| cookie.session(None));
        Ok(())
    })
    .await
}
