//! A sign of life for whoever watches the server.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use crate::{Portal, reply};

/// 200 when the database answers, 503 when it does not.
pub async fn health(State(portal): State<Arc<Portal>>) -> Response {
    match portal.db.ping().await {
        Ok(()) => reply::plain(StatusCode::OK, "ok"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            reply::plain(StatusCode::SERVICE_UNAVAILABLE, "The database does not answer.")
        }
    }
}
