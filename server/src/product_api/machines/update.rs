//! `PATCH /v1/machines/{id}`: a product updates the properties of its computer.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use store::deployments::{self, Named};
use utoipa::ToSchema;

use super::create::check_type;
use super::host::HostAttributes;
use super::{MachineAttributes, license_of, named, resource};
use crate::Portal;
use crate::product_api::body::Body;
use crate::product_api::caller::Caller;
use crate::product_api::document::{JsonApi, One};
use crate::product_api::error::{ApiError, Errors};
use crate::product_api::query::{Id, Path};

/// A machine with its changed properties.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdateRequest {
    data: Changed,
}

/// A machine with its changed properties.
#[derive(Debug, Deserialize, ToSchema)]
struct Changed {
    /// `machines`, or `machine`.
    #[serde(rename = "type")]
    resource_type: String,
    #[serde(default)]
    attributes: HostAttributes,
}

/// Changes the properties of a machine. Its fingerprint and its units stay.
#[utoipa::path(
    patch,
    path = "/v1/machines/{id}",
    tag = "Machines",
    params(("id" = String, Path, description = "Its ID or its fingerprint"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again under one key, a request is done once")),
    request_body(content = UpdateRequest, content_type = "application/vnd.api+json"),
    responses((status = 200, body = One<MachineAttributes>, content_type = "application/vnd.api+json"),
        (status = 400, body = Errors), (status = 401, body = Errors), (status = 404, body = Errors),
        (status = 422, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn update(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Path(Id { id }): Path<Id>,
    Body(UpdateRequest { data }): Body<UpdateRequest>,
) -> Result<JsonApi<One<MachineAttributes>>, ApiError> {
    check_type(&data.resource_type)?;
    let changes = data.attributes.changes()?;
    let (holder, machine) = named(&portal.db, &caller, &id).await?;
    let now = (portal.clock)();
    let updated = deployments::update(&portal.db, &holder, Named::Number(machine.id), changes, now).await?;
    let license = license_of(&portal.db, &holder, &updated).await?;
    let data = resource(&updated, &license, portal.product.account(), now);
    Ok(JsonApi(StatusCode::OK, One { data }))
}
