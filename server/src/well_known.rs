//! `/.well-known/license-keys.json`: the public keys that verify responses, license and machine files, including those that no
//! longer sign.

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
    /// The account's slug, which signatures call `keyid`.
    account: &'a str,
    /// The key that signs comes first.
    keys: Vec<Published>,
}

/// The keys. Everybody learns of a rotation within minutes.
pub async fn license_keys(State(portal): State<Arc<Portal>>) -> Response {
    let keys = Keys { account: portal.product.account(), keys: portal.product.published() };
    let mut response = Json(keys).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}
