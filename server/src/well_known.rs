//! `/.well-known/license-keys.json`: the public keys that answers, license and machine files are verified with, those
//! that sign no more too.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use license_file::Published;
use serde::Serialize;

use crate::Portal;

#[derive(Serialize)]
struct Keys<'a> {
    /// The account's slug: what signatures call their `keyid`.
    account: &'a str,
    /// The one that signs first.
    keys: Vec<Published>,
}

/// The keys. A rotation is known to all within minutes.
pub async fn license_keys(State(portal): State<Arc<Portal>>) -> Response {
    let keys = Keys { account: portal.product.account(), keys: portal.product.published() };
    let mut response = Json(keys).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}
