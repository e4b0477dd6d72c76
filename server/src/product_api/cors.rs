//! Products in a browser's engine, an Electron window say, or a page: the browser asks whether they may call, and shows them what
//! is allowed of an answer. They may from everywhere, for they prove who asks by a key or a token of their own. No credentials of
//! the browser count here, so none are allowed.

use std::time::Duration;

use http::header::{CONTENT_DISPOSITION, DATE, RETRY_AFTER};
use http::{HeaderName, Method};
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

/// What may be read of an answer, besides what browsers show anyway.
const EXPOSED: [HeaderName; 16] = [
    DATE,
    RETRY_AFTER,
    CONTENT_DISPOSITION,
    HeaderName::from_static("digest"),
    HeaderName::from_static("idempotent-replayed"),
    HeaderName::from_static("keygen-account"),
    HeaderName::from_static("keygen-date"),
    HeaderName::from_static("keygen-digest"),
    HeaderName::from_static("keygen-signature"),
    HeaderName::from_static("keygen-version"),
    HeaderName::from_static("x-ratelimit-window"),
    HeaderName::from_static("x-ratelimit-count"),
    HeaderName::from_static("x-ratelimit-limit"),
    HeaderName::from_static("x-ratelimit-remaining"),
    HeaderName::from_static("x-ratelimit-reset"),
    HeaderName::from_static("x-request-id"),
];
/// For how long a browser need not ask again.
const KEPT: Duration = Duration::from_hours(1);

/// Answers what browsers ask before they send a request, and says on each answer who may read it.
pub fn layer() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PATCH, Method::DELETE])
        // `*` would not stand for Authorization.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(EXPOSED)
        .max_age(KEPT)
}
