//! Letting in who has proved who it is.

use http::HeaderValue;
use http::header::SET_COOKIE;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use model::UserId;
use store::session::{self, Factor, Opening, Token};

use crate::ApiError;
use crate::context::{Context, CookieSettings};

/// Opens a session for a person who has proved who it is, all of it, and gives the browser its cookie.
pub async fn enter(context: &Context, user: UserId, factor: Factor) -> Result<(), ApiError> {
    let token = open(context, user, factor).await?;
    context.set_session(token);
    if context.step.is_some() {
        context.clear_step();
    }
    Ok(())
}

/// Opens a session for a person, by whatever it proved who it is: the one place. A browser that was signed in gets a new
/// session, never the old one raised (session fixation).
pub async fn open(context: &Context, user: UserId, factor: Factor) -> Result<Token, ApiError> {
    if let Some(old) = context.token {
        session::close(&context.db, old, context.now).await?;
    }
    let token = Token(context.random);
    let opening = Opening {
        user,
        token,
        network_address: &context.network_address,
        user_agent: &context.user_agent,
        factor,
        now: context.now,
    };
    session::open(&context.db, opening).await?;
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
