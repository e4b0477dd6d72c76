//! Health checks for monitoring.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use crate::{Portal, reply};

/// `/healthz`: 200 while the database can be written to and the jobs run, otherwise 503 with a line for each failure.
/// Answers within a second.
pub async fn health(State(portal): State<Arc<Portal>>) -> Response {
    let now = (portal.clock)();
    let mut wrong: Vec<String> = Vec::new();
    if let Err(error) = portal.db.check_writing(now).await {
        wrong.push(error.to_string());
    }
    let stopped = portal.pulse.stopped(now);
    wrong.extend(stopped.into_iter().map(|job| format!("The jobs “{job}” have stopped.")));
    answer(&wrong)
}

/// `/readyz`: 200 while this server can take requests, that is, while the database can be read; otherwise 503. Answers
/// within a second.
pub async fn ready(State(portal): State<Arc<Portal>>) -> Response {
    let read = portal.db.check_reading().await;
    answer(&read.err().map(|error| error.to_string()).into_iter().collect::<Vec<_>>())
}

fn answer(wrong: &[String]) -> Response {
    if wrong.is_empty() {
        return reply::plain(StatusCode::OK, "ok");
    }
    let wrong = wrong.join("\n");
    tracing::warn!(%wrong, "a health check failed");
    reply::plain(StatusCode::SERVICE_UNAVAILABLE, wrong)
}
