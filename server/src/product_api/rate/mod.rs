//! Rate limits of products: by network address, by license, by API token; each per minute.

mod layer;
mod limiter;
mod limits;

use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, StatusCode};
use sha2::{Digest as _, Sha256};
use store::text::folded_key;

pub use layer::limit;
pub use limiter::{Limiter, Taken};
pub use limits::Limits;

use super::caller::Credential;
use super::error::ApiError;

/// Whose requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Those from a network address.
    Address(String),
    /// Those that present a license's key or an API token.
    Credential(Credential),
}

impl Subject {
    /// The name of its counts. It contains neither keys nor tokens, only their digests.
    pub fn name(&self) -> String {
        let digest = |kind: &str, text: &str| format!("{kind} {}", &hex::encode(Sha256::digest(text))[..32]);
        match self {
            Self::Address(address) => format!("address {address}"),
            Self::Credential(Credential::Key(key)) => digest("license", &folded_key(key.trim())),
            Self::Credential(Credential::Token(token)) => digest("token", token),
        }
    }

    fn limit(&self, limits: Limits) -> u32 {
        match self {
            Self::Address(_) => limits.address,
            Self::Credential(Credential::Key(_)) => limits.license,
            Self::Credential(Credential::Token(_)) => limits.token,
        }
    }
}

/// Writes what is left of a limit into headers.
pub fn write(taken: &Taken, headers: &mut HeaderMap) {
    let mut set = |name, value: u64| headers.insert(HeaderName::from_static(name), value.into());
    set("x-ratelimit-count", taken.count);
    set("x-ratelimit-limit", taken.limit);
    set("x-ratelimit-remaining", taken.remaining());
    set("x-ratelimit-reset", u64::try_from(taken.end / 1_000).unwrap_or(0));
    headers.insert(HeaderName::from_static("x-ratelimit-window"), http::HeaderValue::from_static("60s"));
}

/// The response to a request beyond the limit at `now`, in milliseconds since the Unix epoch.
pub fn refusal(taken: &Taken, now: i64) -> Response {
    let wait = (taken.end - now).max(0) / 1_000 + 1;
    let detail =
        format!("There were more than {} requests within a minute. Try again in {wait} s.", taken.limit);
    let status = StatusCode::TOO_MANY_REQUESTS;
    let mut error = ApiError::new(status, "TOO_MANY_REQUESTS", "Too many requests", detail);
    error.retry_after = Some(wait);
    let mut response = error.into_response();
    write(taken, response.headers_mut());
    response
}
