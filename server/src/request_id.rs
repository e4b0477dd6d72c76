//! Gives each request one name: in its response (`X-Request-Id`), in the log, and in the errors of the product API.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::dice;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// The longest name that a request may bring, in characters.
const LONGEST: usize = 64;

tokio::task_local! {
    static CURRENT: String;
}

/// Names the request. Keeps a name that the request brings, so that it can be traced from the proxy, or the program, that
/// named it.
pub async fn name(request: Request, next: Next) -> Response {
    let id = brought(request.headers()).unwrap_or_else(roll);
    let mut response = CURRENT.scope(id.clone(), next.run(request)).await;
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// The name of the current request; outside of requests a new one.
pub fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_else(|_| roll())
}

/// Runs a future under the name of the current request: for a task of its own.
pub fn carried<F: Future>(future: F) -> impl Future<Output = F::Output> {
    CURRENT.scope(current(), future)
}

fn roll() -> String {
    format!("{:016x}", u64::from_be_bytes(dice::roll()))
}

/// A name from outside goes into the log: only letters, digits and a few marks, and not many.
fn brought(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(HEADER)?.to_str().ok()?;
    let fits = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.');
    ((1..=LONGEST).contains(&text.len()) && text.chars().all(fits)).then(|| text.to_owned())
}
