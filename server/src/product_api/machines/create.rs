//! `POST /v1/machines`: activates a machine (R12).

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use model::activation::{DeploymentIdError, Mode, Problem, Refusal, Request};
use model::text::written_number;
use model::{Action, ProductId};
use serde::Deserialize;
use store::deployments::{ActivateError, NewDeployment, activate};
use store::licenses::{LicenseName, find};
use utoipa::ToSchema;

use super::host::HostAttributes;
use super::{MachineAttributes, resource};
use crate::Portal;
use crate::product_api::body::Body;
use crate::product_api::caller::Caller;
use crate::product_api::document::{JsonApi, One};
use crate::product_api::error::{ApiError, Errors};

/// A machine to activate.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateRequest {
    data: NewMachine,
}

/// A machine to activate.
#[derive(Debug, Deserialize, ToSchema)]
struct NewMachine {
    /// `machines`, or `machine`.
    #[serde(rename = "type")]
    resource_type: String,
    attributes: NewAttributes,
    #[serde(default)]
    relationships: NewRelationships,
}

/// Its properties.
#[derive(Debug, Deserialize, ToSchema)]
struct NewAttributes {
    /// The ID that the installation gives itself: 1 to 200 characters, unique per license.
    #[serde(default)]
    fingerprint: String,
    /// Grantry's own: how many units it takes; 1 by default.
    #[serde(default = "one")]
    quantity: i64,
    #[serde(flatten)]
    host: HostAttributes,
}

fn one() -> i64 {
    1
}

/// Its relationships.
#[derive(Debug, Default, Deserialize, ToSchema)]
struct NewRelationships {
    /// The license, by its public ID or its key.
    license: Option<To>,
    /// Grantry's own: the product, by its ID. Refused if the license is for another.
    product: Option<To>,
}

/// A relationship to one resource.
#[derive(Debug, Deserialize, ToSchema)]
struct To {
    data: ToIdentifier,
}

/// Names a resource.
#[derive(Debug, Deserialize, ToSchema)]
struct ToIdentifier {
    /// The ID of the resource.
    id: String,
}

/// Activates a machine. If it is active already, the response is a 200, and it takes no further unit.
#[utoipa::path(
    post,
    path = "/v1/machines",
    tag = "Machines",
    params(("Idempotency-Key" = Option<String>, Header, description = "Requests with the same key are processed only once")),
    request_body(content = CreateRequest, content_type = "application/vnd.api+json"),
    responses((status = 201, body = One<MachineAttributes>, content_type = "application/vnd.api+json"),
        (status = 200, body = One<MachineAttributes>, content_type = "application/vnd.api+json"),
        (status = 400, body = Errors), (status = 401, body = Errors), (status = 403, body = Errors),
        (status = 404, body = Errors), (status = 409, body = Errors), (status = 422, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn create(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Body(CreateRequest { data }): Body<CreateRequest>,
) -> Result<JsonApi<One<MachineAttributes>>, ApiError> {
    check_type(&data.resource_type)?;
    let Some(license) = data.relationships.license else {
        let error = ApiError::unprocessable("LICENSE_BLANK", "Name the license by its ID or its key.");
        return Err(error.at_pointer("/data/relationships/license"));
    };
    let product = data.relationships.product.map(|product| product_id(&product.data.id)).transpose()?;
    let holder = caller.holder(Action::ManageDeployments).map_err(at_license)?;
    let name = LicenseName::Text(&license.data.id);
    let license = find(&portal.db, &holder, name).await.map_err(|error| at_license(error.into()))?;
    let request = Request {
        deployment: &data.attributes.fingerprint,
        quantity: data.attributes.quantity,
        mode: Mode::Online,
        product,
    };
    let new = NewDeployment { request, host: data.attributes.host.host()? };
    let now = (portal.clock)();
    let activated = activate(&portal.db, &holder, license.id, &new, now).await.map_err(error_of)?;
    let status = if activated.is_new { StatusCode::CREATED } else { StatusCode::OK };
    let data = resource(&activated.deployment, &license, portal.product.account(), now);
    Ok(JsonApi(status, One { data }))
}

/// Checks that a resource is a machine. Some clients write the type in the singular.
pub fn check_type(resource_type: &str) -> Result<(), ApiError> {
    if matches!(resource_type, "machines" | "machine") {
        return Ok(());
    }
    let error = ApiError::bad_request("BODY_INVALID", "The type of a machine must be machines.");
    Err(error.at_pointer("/data/type"))
}

/// Reads a product's ID. An ID that is not a number belongs to no product, so the license is for another.
fn product_id(id: &str) -> Result<ProductId, ApiError> {
    written_number(id.trim()).ok_or_else(|| refused(&Refusal::WrongProduct))
}

fn at_license(error: ApiError) -> ApiError {
    error.at_pointer("/data/relationships/license")
}

fn error_of(error: ActivateError) -> ApiError {
    match error {
        ActivateError::Hidden(hidden) => at_license(hidden.into()),
        ActivateError::Refused(refusal) => refused(&refusal),
        ActivateError::Database(error) => error.into(),
        ActivateError::Throttled(throttled) => {
            let status = StatusCode::TOO_MANY_REQUESTS;
            ApiError::new(status, "TOO_MANY_REQUESTS", "Too many requests", throttled.to_string())
        }
    }
}

/// A refusal in the form that Keygen's clients know, with Grantry's own code beside it.
fn refused(refusal: &Refusal) -> ApiError {
    let forbidden = |code| ApiError::new(StatusCode::FORBIDDEN, code, "Access denied", refusal.to_string());
    let cant_be = |code| ApiError::unprocessable(code, refusal.to_string());
    let license = "/data/relationships/license";
    let fingerprint = "/data/attributes/fingerprint";
    let (error, pointer) = match refusal {
        Refusal::UnknownKey => (ApiError::not_found(), license),
        Refusal::Standing(Problem::Suspended) => (forbidden("LICENSE_SUSPENDED"), license),
        Refusal::Standing(Problem::Expired(_)) => (forbidden("LICENSE_EXPIRED"), license),
        // Keygen has no codes for these. Its clients understand that the license is not allowed.
        Refusal::Standing(Problem::NotRegistered | Problem::NotYetValid(_)) | Refusal::CloudService => {
            (forbidden("LICENSE_NOT_ALLOWED"), license)
        }
        Refusal::WrongProduct => (cant_be("PRODUCT_SCOPE_MISMATCH"), "/data/relationships/product"),
        Refusal::NoUnitLeft { .. } => (cant_be("MACHINE_LIMIT_EXCEEDED"), "/data"),
        Refusal::BadDeploymentId(DeploymentIdError::Missing) => (cant_be("FINGERPRINT_BLANK"), fingerprint),
        Refusal::BadDeploymentId(DeploymentIdError::TooLong(_)) => {
            (cant_be("FINGERPRINT_TOO_LONG"), fingerprint)
        }
        Refusal::BadDeploymentId(DeploymentIdError::Control(_)) => {
            (cant_be("FINGERPRINT_INVALID"), fingerprint)
        }
        Refusal::BadQuantity(_) => (cant_be("QUANTITY_INVALID"), "/data/attributes/quantity"),
        Refusal::NumberOfAnother => (cant_be("FINGERPRINT_CONFLICT"), fingerprint),
    };
    error.at_pointer(pointer).refusal(refusal.code())
}
