//! `DELETE /v1/machines/{id}`: deactivates a machine; its units are free at once (R13).

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use store::deployments::{self, Named};

use super::named;
use crate::Portal;
use crate::product_api::caller::Caller;
use crate::product_api::error::{ApiError, Errors};
use crate::product_api::query::{Id, Path};

/// Deactivates a machine.
#[utoipa::path(
    delete,
    path = "/v1/machines/{id}",
    tag = "Machines",
    params(("id" = String, Path, description = "Its ID or its fingerprint"),
        ("Idempotency-Key" = Option<String>, Header, description = "Requests with the same key are processed only once")),
    responses((status = 204), (status = 401, body = Errors), (status = 404, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn delete(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Path(Id { id }): Path<Id>,
) -> Result<StatusCode, ApiError> {
    let (holder, machine) = named(&portal.db, &caller, &id).await?;
    deployments::deactivate(&portal.db, &holder, Named::Number(machine.id), (portal.clock)()).await?;
    Ok(StatusCode::NO_CONTENT)
}
