//! Letting in who has proved who it is, other than by a password.

use http::HeaderValue;
use http::header::SET_COOKIE;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use model::UserId;
use store::session::{self, Token};

use crate::ApiError;
use crate::context::{Context, CookieSettings};

/// Opens a session for a person and gives the browser its cookie: for passkeys and accounts that are new.
pub async fn enter(context: &Context, user: UserId) -> Result<(), ApiError> {
    let token = open(context, user).await?;
    context.set_session(token);
    Ok(())
}

/// Opens a session for a person: the one place for passkeys, single sign-on and accounts that are new. A browser that was signed
/// in gets a new session, never the old one raised (session fixation).
pub async fn open(context: &Context, user: UserId) -> Result<Token, ApiError> {
    if let Some(old) = context.token {
        session::close(&context.db, old, context.now).await?;
    }
    let token = Token(context.random);
    session::open(&context.db, user, token, context.now).await?;
    Ok(token)
}

/// A cookie as it is set, for so many seconds.
pub fn cookie(settings: CookieSettings, name: &str, value: &str, seconds: i64) -> String {
    let secure = if settings.secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// The name of the cookie that ties a single sign-on to the browser that began it.
pub fn attempt_cookie(settings: CookieSettings) -> &'static str {
    if settings.secure { "__Host-grantry-openid" } else { "grantry-openid" }
}

/// Gives the browser a cookie with the answer to a server function.
pub(crate) fn set_cookie(cookie: &str) {
    if let (Some(options), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie)) {
        options.append_header(SET_COOKIE, value);
    }
}
