//! `POST /v1/machines/{id}/actions/reset`, also as `reset-heartbeat`: as if the machine had never pinged.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use store::deployments::{self, Named};

use super::{MachineAttributes, license_of, named, resource};
use crate::Portal;
use crate::product_api::caller::Caller;
use crate::product_api::document::{JsonApi, One};
use crate::product_api::error::{ApiError, Errors};
use crate::product_api::query::{Id, Path};

/// Resets a machine's heartbeat to before its first beat. `reset-heartbeat` does the same.
#[utoipa::path(
    post,
    path = "/v1/machines/{id}/actions/reset",
    tag = "Machines",
    params(("id" = String, Path, description = "Its ID or its fingerprint"),
        ("Idempotency-Key" = Option<String>, Header, description = "Requests with the same key are processed only once")),
    responses((status = 200, body = One<MachineAttributes>, content_type = "application/vnd.api+json"),
        (status = 401, body = Errors), (status = 404, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn reset(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Path(Id { id }): Path<Id>,
) -> Result<JsonApi<One<MachineAttributes>>, ApiError> {
    let (holder, machine) = named(&portal.db, &caller, &id).await?;
    let now = (portal.clock)();
    let (machine, _) =
        deployments::reset_heartbeat(&portal.db, &holder, Named::Number(machine.id), now).await?;
    let license = license_of(&portal.db, &holder, &machine).await?;
    let data = resource(&machine, &license, portal.product.account(), now);
    Ok(JsonApi(StatusCode::OK, One { data }))
}
