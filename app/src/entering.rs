//! Letting in who has proved who it is, other than by a password.

use model::UserId;
use store::session::{self, Token};

use crate::ApiError;
use crate::context::Context;

/// Opens a session for a person and gives the browser its cookie: the one place for passkeys, single sign-on and accounts
/// that are new. A browser that was signed in gets a new session, never the old one raised (session fixation).
pub async fn enter(context: &Context, user: UserId) -> Result<Token, ApiError> {
    if let Some(old) = context.token {
        session::close(&context.db, old, context.now).await?;
    }
    let token = Token(context.random);
    session::open(&context.db, user, token, context.now).await?;
    context.set_session(token);
    Ok(token)
}
