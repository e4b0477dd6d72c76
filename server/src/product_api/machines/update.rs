//! `PATCH /v1/machines/{id}`: a product updates the properties of its computer.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use store::deployments::{self, Change, Deployment, Named};
use utoipa::ToSchema;

use super::create::check_type;
use super::host::{HostAttributes, invalid};
use super::{MachineAttributes, license_of, named, resource};
use crate::Portal;
use crate::product_api::body::{Body, change};
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
    attributes: ChangedAttributes,
}

/// Its changed properties. Those that can't be changed may be given as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
struct ChangedAttributes {
    /// The machine's own; it can't be changed.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>)]
    fingerprint: Change<String>,
    /// Grantry's own: the machine's own; it can't be changed.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<i64>)]
    quantity: Change<i64>,
    /// Grantry's own: the machine's own; it can't be changed.
    #[serde(default, deserialize_with = "change")]
    #[schema(value_type = Option<String>)]
    mode: Change<String>,
    #[serde(flatten)]
    host: HostAttributes,
}

impl ChangedAttributes {
    /// Refuses a different value for a property that can't be changed (R19).
    fn check(&self, machine: &Deployment) -> Result<(), ApiError> {
        let quantity = i64::from(machine.quantity);
        check("fingerprint", &self.fingerprint, |given| given.trim() == machine.deployment_id)?;
        check("quantity", &self.quantity, |given| *given == quantity)?;
        check("mode", &self.mode, |given| given == machine.mode.name())
    }
}

fn check<T>(name: &str, given: &Change<T>, is_own: impl FnOnce(&T) -> bool) -> Result<(), ApiError> {
    match given {
        Change::Keep => Ok(()),
        Change::Set(given) if is_own(given) => Ok(()),
        Change::Set(_) | Change::Clear => {
            Err(invalid(name, "of a machine can't be changed; leave it out, or send the machine's own"))
        }
    }
}

/// Changes the properties of a machine. Its fingerprint and its units don't change.
#[utoipa::path(
    patch,
    path = "/v1/machines/{id}",
    tag = "Machines",
    params(("id" = String, Path, description = "Its ID or its fingerprint"),
        ("Idempotency-Key" = Option<String>, Header, description = "Requests with the same key are processed only once")),
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
    let (holder, machine) = named(&portal.db, &caller, &id).await?;
    data.attributes.check(&machine)?;
    let changes = data.attributes.host.changes()?;
    let now = (portal.clock)();
    let updated = deployments::update(&portal.db, &holder, Named::Number(machine.id), changes, now).await?;
    let license = license_of(&portal.db, &holder, &updated).await?;
    let data = resource(&updated, &license, portal.product.account(), now);
    Ok(JsonApi(StatusCode::OK, One { data }))
}
