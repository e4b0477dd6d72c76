//! Unsubscribing by the link in an e-mail: by mail programs in one click (RFC 8058), by people on a page with a button.
//!
//! Nobody has to sign in, and the request comes from wherever the e-mail is read: anyone who has the link may use it. The
//! response is the same for every link, known or not (R3).

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse as _, Response};
use http::HeaderValue;
use http::header::CACHE_CONTROL;

use crate::{Portal, reply};

/// The start of the links' paths.
const BELOW: &str = "/unsubscribe/";

/// Returns whether a path is such a link.
pub fn is_link(path: &str) -> bool {
    path.starts_with(BELOW)
}

/// `GET /unsubscribe/{token}`: asks first, so that programs that open the links in e-mails unsubscribe nobody.
pub async fn ask(State(portal): State<Arc<Portal>>) -> Response {
    page(
        &portal,
        "<p>Do you want to stop getting critical alerts, the e-mails about expiring licenses?</p>\
         <form method=\"post\"><button class=\"button primary\" type=\"submit\">Unsubscribe</button></form>",
    )
}

/// `POST /unsubscribe/{token}`: does it.
pub async fn unsubscribe(
    State(portal): State<Arc<Portal>>,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    // Something that is not text is not a token.
    let token = token.map(|Path(token)| token).unwrap_or_default();
    match store::critical_alerts::unsubscribe(&portal.db, &token, (portal.clock)()).await {
        Ok(()) => page(
            &portal,
            "<p role=\"status\">You are unsubscribed from the critical alerts whose link you followed. Members of an \
             organization can subscribe again under Support.</p>",
        ),
        Err(error) => reply::failed(&error),
    }
}

/// A page of plain HTML, which needs no script.
fn page(portal: &Portal, content: &str) -> Response {
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Unsubscribe · Grantry</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">",
    );
    page.push_str(portal.assets.head());
    page.push_str("</head><body><main class=\"sign-in\"><div class=\"sign-in-card\"><h1>Unsubscribe</h1>");
    page.push_str(content);
    page.push_str("</div></main></body></html>");
    let mut response = Html(page).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
