//! A span for each endpoint, with its name, the response's status, and the time until the response begins.
//!
//! They are at level `debug`, so the log has them only on demand: `--log info,endpoint=debug`. Each is a line in the log and,
//! for the lines that the endpoint itself logs, says where they come from.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use server_fn::axum::get_server_fn_service;
use tokio::time::Instant;
use tracing::Instrument as _;
use tracing::field::{Empty, debug};

/// Answers a request to that route in a span of its own.
pub async fn within(route: &'static str, request: Request, next: Next) -> Response {
    let span = tracing::debug_span!(
        target: "endpoint",
        "endpoint",
        name = name(route, &request),
        status = Empty,
        duration = Empty
    );
    if span.is_disabled() {
        return next.run(request).await;
    }
    let begun = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    span.record("status", response.status().as_u16());
    span.record("duration", debug(begun.elapsed()));
    tracing::debug!(target: "endpoint", parent: &span, "answered");
    response
}

/// The method, and the route's pattern or the server function's path: the text in place of a parameter may be a key or name
/// somebody.
fn name(route: &str, request: &Request) -> String {
    let (method, path) = (request.method(), request.uri().path());
    let is_function = get_server_fn_service(path, method.clone()).is_some();
    format!("{method} {}", if is_function { path } else { route })
}
