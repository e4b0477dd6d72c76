//! Server functions that begin and end a session.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;

use crate::ApiError;
use crate::transport::Rpc;

/// Signs in; the answer carries the session's cookie.
#[server(prefix = "/api", endpoint = "sign-in", protocol = Rpc)]
pub async fn sign_in(email: String, password: String) -> Result<(), ApiError> {
    crate::context::answer(async |context| {
        let address = &context.network_address;
        let user = store::sign_in::check(&context.db, &email, password, address, context.now).await?;
        // A browser that was signed in gets a new session, never the old one raised (session fixation).
        if let Some(old) = context.token {
            store::session::close(&context.db, old, context.now).await?;
        }
        let token = store::session::Token(context.random);
        store::session::open(&context.db, user, token, context.now).await?;
        context.set_session(token);
        Ok(())
    })
    .await
}

/// Ends the session.
#[server(prefix = "/api", endpoint = "sign-out", protocol = Rpc)]
pub async fn sign_out() -> Result<(), ApiError> {
    crate::context::answer(async |context| {
        if let Some(token) = context.token {
            store::session::close(&context.db, token, context.now).await?;
        }
        context.clear_session();
        Ok(())
    })
    .await
}
