//! The log: what was asked and what came of it, without what was asked for or who asked.

use std::any::Any;
use std::io::IsTerminal as _;

use axum::extract::Request;
use axum::response::Response;
use tracing::Span;
use tracing_subscriber::EnvFilter;

use crate::{dice, reply};

/// Starts the log, to standard error.
pub fn start(filter: EnvFilter) {
    // A second start, in tests, keeps the first.
    let is_terminal = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = log.with_ansi(is_terminal).try_init();
}

/// A span with an ID of the request's own. The query stays out: it may hold what people search for.
pub fn span(request: &Request) -> Span {
    let id = u64::from_be_bytes(dice::roll());
    tracing::info_span!("request", id = format!("{id:016x}"), method = %request.method(), path = request.uri().path())
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
