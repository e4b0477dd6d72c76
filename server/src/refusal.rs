//! Refusals in the form of server functions.

use app::ApiError;
use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use server_fn::ContentType as _;
use server_fn::codec::PostcardEncoding;
use server_fn::error::{FromServerFnError as _, SERVER_FN_ERROR_HEADER};

use crate::reply;

/// A server function's response if the server failed to find out who asks.
pub fn failed(path: &str, error: &(dyn std::error::Error + 'static)) -> Response {
    let error = ApiError::failed(error);
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    refusal(path, &error, status)
}

/// An error in the form of server functions.
pub fn refusal(path: &str, error: &ApiError, status: StatusCode) -> Response {
    let mut response = (status, Body::from(error.clone().ser())).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PostcardEncoding::CONTENT_TYPE));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(path) = HeaderValue::from_str(path) {
        headers.insert(SERVER_FN_ERROR_HEADER, path);
    }
    reply::mark(&mut response);
    response
}
