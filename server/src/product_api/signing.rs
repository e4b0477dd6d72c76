//! Every answer is signed, refusals too, over what was asked, by whom it was answered, when, and the body: a product
//! knows that Grantry answered, to this very question.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use certificate::sign_response;
use headers::{Date, Header as _};
use http::header::HOST;
use http::{HeaderName, HeaderValue};

use super::error::ApiError;
use crate::Portal;

/// The largest answer, in bytes: a page of a hundred machines with all that may be kept with them stays below.
const LIMIT: usize = 8 << 20;
/// The version of Keygen's API that is spoken.
const VERSION: (HeaderName, HeaderValue) =
    (HeaderName::from_static("keygen-version"), HeaderValue::from_static("1.8"));

/// Adds the signature's headers to the answer.
pub async fn sign(State(portal): State<Arc<Portal>>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let uri = request.uri().clone();
    let named = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let host =
        named.or_else(|| uri.authority().map(http::uri::Authority::as_str)).unwrap_or_default().to_owned();
    let (mut parts, body) = next.run(request).await.into_parts();
    let body = match to_bytes(body, LIMIT).await {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(%error, "an answer can't be signed");
            let failed = ApiError::failed().into_response().into_parts();
            parts = failed.0;
            to_bytes(failed.1, LIMIT).await.unwrap_or_default()
        }
    };
    let date = http_date((portal.clock)());
    let signed = certificate::Response {
        account: portal.product.account(),
        method: method.as_str(),
        path_and_query: uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str),
        host: &host,
        date: date.to_str().unwrap_or_default(),
        body: &body,
    };
    let headers = portal.product.with_keyring(|keyring| sign_response(keyring.current(), &signed));
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::try_from(value) {
            parts.headers.insert(HeaderName::from_static(name), value);
        }
    }
    let (name, value) = VERSION;
    parts.headers.insert(name, value);
    Response::from_parts(parts, Body::from(body))
}

/// A moment as HTTP writes it; `now` in milliseconds since the Unix epoch.
fn http_date(now: i64) -> HeaderValue {
    let since = Duration::from_millis(u64::try_from(now).unwrap_or(0));
    let mut values = Vec::with_capacity(1);
    Date::from(SystemTime::UNIX_EPOCH + since).encode(&mut values);
    values.pop().unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_http_does() {
        assert_eq!(http_date(1_623_254_895_999), "Wed, 09 Jun 2021 16:08:15 GMT");
        assert_eq!(http_date(-1), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
