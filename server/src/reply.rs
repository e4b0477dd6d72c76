//! Answers in plain words, for what is neither a page nor a server function.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// A sentence with a status. Nobody keeps it.
pub fn plain(status: StatusCode, sentence: impl Into<String>) -> Response {
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (status, headers, sentence.into() + "\n").into_response()
}

/// Hidden or missing: one answer (R3).
pub fn not_found() -> Response {
    plain(StatusCode::NOT_FOUND, model::Refused.to_string())
}

/// The server failed; the cause goes to the log, never to the browser.
pub fn failed(error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "a request failed");
    plain(StatusCode::INTERNAL_SERVER_ERROR, app::ApiError::Failed.to_string())
}
