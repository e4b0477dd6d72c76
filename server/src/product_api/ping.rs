//! `GET /v1/ping`: a sign of life, for everybody.

/// Answers without checking anything.
#[utoipa::path(get, path = "/v1/ping", tag = "Service", responses((status = 200, body = String, content_type = "text/plain")))]
pub async fn ping() -> &'static str {
    "pong"
}
