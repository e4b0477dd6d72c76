//! The log: what was asked and what came of it, without what was asked for or who asked.

use std::any::Any;
use std::borrow::Cow;
use std::io::IsTerminal as _;

use axum::extract::Request;
use axum::response::Response;
use tracing::Span;
use tracing_subscriber::EnvFilter;

use crate::{reply, request_id, unsubscribe};

/// Starts the log, to standard error.
pub fn start(filter: EnvFilter) {
    // A second start, in tests, keeps the first.
    let is_terminal = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = log.with_ansi(is_terminal).try_init();
}

/// A span with the request's name. The query stays out: it may hold what people search for.
pub fn span(request: &Request) -> Span {
    let path = without_names(request.uri().path());
    tracing::info_span!("request", id = request_id::current(), method = %request.method(), path = %path)
}

/// A path of the product API without the names of licenses and machines, for a license's may be its key; and that of a
/// mail's link without what makes it one.
fn without_names(path: &str) -> Cow<'_, str> {
    if unsubscribe::is_link(path) {
        return Cow::Borrowed("/unsubscribe/…");
    }
    if !path.starts_with("/v1/") {
        return Cow::Borrowed(path);
    }
    let mut is_name = false;
    let segments = path.split('/').map(|segment| {
        let shown = if is_name && segment != "actions" { "…" } else { segment };
        is_name = matches!(segment, "licenses" | "machines");
        shown
    });
    Cow::Owned(segments.collect::<Vec<_>>().join("/"))
}

/// The answer to a request during which something panicked.
pub fn panicked(panic: Box<dyn Any + Send>) -> Response {
    note_panic(panic.as_ref());
    reply::plain(http::StatusCode::INTERNAL_SERVER_ERROR, app::ApiError::Failed.to_string())
}

/// Notes a panic.
pub fn note_panic(panic: &(dyn Any + Send)) {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("of an unknown kind");
    tracing::error!(panic = text, "a request panicked");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_gets_into_the_log() {
        for (path, logged) in [
            ("/v1/licenses/SECRET-KEY/machines/pc", "/v1/licenses/…/machines/…"),
            ("/v1/accounts/demo/licenses/SECRET-KEY", "/v1/accounts/demo/licenses/…"),
            ("/v1/licenses/actions/validate-key", "/v1/licenses/actions/validate-key"),
            ("/unsubscribe/SECRET", "/unsubscribe/…"),
            ("/licenses", "/licenses"),
        ] {
            assert_eq!(without_names(path), logged);
        }
    }
}
