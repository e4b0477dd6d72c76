//! Cross-origin requests from products in a browser engine, such as an Electron window, or in a page. They may call from
//! everywhere, because they prove who they are by a key or a token. The browser's own credentials don't count here, so none
//! are allowed.

use std::time::Duration;

use http::header::{CONTENT_DISPOSITION, DATE, RETRY_AFTER};
use http::{HeaderName, Method};
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

/// Headers that scripts may read, besides those that browsers show anyway.
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
/// A browser need not ask again for this long.
const KEPT: Duration = Duration::from_hours(1);

/// Answers preflight requests, and says in each response who may read it.
pub fn layer() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PATCH, Method::DELETE])
        // `*` would not include Authorization.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(EXPOSED)
        .max_age(KEPT)
}
