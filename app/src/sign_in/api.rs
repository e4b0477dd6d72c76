//! Server functions that begin and end a session.

#![expect(missing_docs, reason = "the macro makes an undocumented struct of each function's arguments")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ApiError;
use crate::transport::Rpc;

#[cfg(feature = "ssr")]
use {
    crate::context::Context,
    crate::entering::enter,
    model::UserId,
    store::factor,
    store::session::{Factor, Token},
};

/// What comes after the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignedIn {
    /// The portal: there is a session.
    Done,
    /// The second factor is to be given or set up, on the page `/second-factor`: there is no session yet.
    HalfWay,
}

/// Signs in by a password; the answer carries the session's cookie, or that of a sign-in that is half done.
#[server(prefix = "/api", endpoint = "sign-in", protocol = Rpc)]
pub async fn sign_in(email: String, password: String) -> Result<SignedIn, ApiError> {
    crate::context::answer(async |context| {
        let address = &context.network_address;
        let user = store::sign_in::check(&context.db, &email, password, address, context.now).await?;
        by_password(&context, user).await
    })
    .await
}

/// Goes on with a person whose password was right.
#[cfg(feature = "ssr")]
pub(crate) async fn by_password(context: &Context, user: UserId) -> Result<SignedIn, ApiError> {
    let db = &context.db;
    if factor::has(db, user).await? || factor::is_required(db, user).await? {
        let step = Token(context.random_for("sign-in step"));
        factor::open_step(db, user, step, context.now).await?;
        context.set_step(step);
        return Ok(SignedIn::HalfWay);
    }
    enter(context, user, Factor::Password).await?;
    Ok(SignedIn::Done)
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
