//! Plain-text responses, for everything that is neither a page nor a server function.

use app::OWN_ANSWER;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue, StatusCode};

use crate::turns::Busy;

/// The default `Retry-After` of what can't be done at the moment, in seconds.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("5");

/// A sentence with a status, not to be cached.
pub fn plain(status: StatusCode, sentence: impl Into<String>) -> Response {
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (status, headers, sentence.into() + "\n").into_response()
}

/// Marks the portal's responses: a response without the mark comes from something in between.
pub async fn own(mut response: Response) -> Response {
    mark(&mut response);
    response
}

/// Puts the mark of the portal's own responses on one.
pub fn mark(response: &mut Response) {
    response.headers_mut().insert(HeaderName::from_static(OWN_ANSWER), HeaderValue::from_static("1"));
}

/// No turn is free: a sentence that says when to try again, and the same for programs.
pub fn busy(busy: Busy) -> Response {
    let mut response = plain(StatusCode::SERVICE_UNAVAILABLE, busy.to_string());
    response.headers_mut().insert(RETRY_AFTER, busy.retry_after.into());
    response
}

/// Hidden or missing: the same response (R3).
pub fn not_found() -> Response {
    plain(StatusCode::NOT_FOUND, model::Refused.to_string())
}

/// The server failed, or can't serve at the moment. The cause goes to the log, never to the browser.
pub fn failed(error: &(dyn std::error::Error + 'static)) -> Response {
    let answer = app::ApiError::failed(error);
    let status = StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    plain(status, answer.to_string())
}

/// Adds when to try again to each response "not at the moment" that does not say so itself.
pub async fn say_when_to_retry(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(RETRY_AFTER).or_insert(RETRY_SECONDS);
    }
    response
}
