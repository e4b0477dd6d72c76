//! `GET /v1/machines/{id}`: one machine.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;

use super::{MachineAttributes, license_of, named, resource};
use crate::Portal;
use crate::product_api::caller::Caller;
use crate::product_api::document::{JsonApi, One};
use crate::product_api::error::{ApiError, Errors};
use crate::product_api::query::{Id, Path};

/// Reads a machine.
#[utoipa::path(
    get,
    path = "/v1/machines/{id}",
    tag = "Machines",
    params(("id" = String, Path, description = "Its ID or its fingerprint")),
    responses((status = 200, body = One<MachineAttributes>, content_type = "application/vnd.api+json"),
        (status = 401, body = Errors), (status = 404, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn read(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Path(Id { id }): Path<Id>,
) -> Result<JsonApi<One<MachineAttributes>>, ApiError> {
    let (holder, machine) = named(&portal.db, &caller, &id).await?;
    let license = license_of(&portal.db, &holder, &machine).await?;
    let data = resource(&machine, &license, portal.product.account(), (portal.clock)());
    Ok(JsonApi(StatusCode::OK, One { data }))
}
