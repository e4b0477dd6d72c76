//! One name for each request: in its answer (`X-Request-Id`), in the log, and in the errors of the product API.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::dice;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// The most characters of a name that a request brings along.
const LONGEST: usize = 64;

tokio::task_local! {
    static CURRENT: String;
}

/// Names the request. A name that it brings along is taken, so that it can be followed from the proxy, or the program,
/// that gave it.
pub async fn name(request: Request, next: Next) -> Response {
    let id = brought(request.headers()).unwrap_or_else(roll);
    let mut response = CURRENT.scope(id.clone(), next.run(request)).await;
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// The name of the request that is being answered; elsewhere a new one.
pub fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_else(|_| roll())
}

/// The future, under the name of the request that makes it: for a task of its own.
pub fn carried<F: Future>(future: F) -> impl Future<Output = F::Output> {
    CURRENT.scope(current(), future)
}

fn roll() -> String {
    format!("{:016x}", u64::from_be_bytes(dice::roll()))
}

/// What others wrote goes into the log: letters, digits and a few marks, and not many.
fn brought(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(HEADER)?.to_str().ok()?;
    let fits = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.');
    ((1..=LONGEST).contains(&text.len()) && text.chars().all(fits)).then(|| text.to_owned())
}
