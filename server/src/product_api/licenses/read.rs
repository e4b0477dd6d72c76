//! `GET /v1/licenses/{id}`: one license, by its public ID or its key.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use model::{Action, Day};
use store::license::{LicenseName, find};

use super::super::caller::Caller;
use super::super::document::{JsonApi, One};
use super::super::error::{ApiError, Errors};
use super::super::query::{Id, Path};
use super::{LicenseAttributes, resource};
use crate::Portal;

/// Reads a license.
#[utoipa::path(
    get,
    path = "/v1/licenses/{id}",
    tag = "Licenses",
    params(("id" = String, Path, description = "Its public ID or its key")),
    responses((status = 200, body = One<LicenseAttributes>, content_type = "application/vnd.api+json"),
        (status = 401, body = Errors), (status = 404, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn read(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Path(Id { id }): Path<Id>,
) -> Result<JsonApi<One<LicenseAttributes>>, ApiError> {
    let holder = caller.holder(Action::ListLicenses)?;
    let license = find(&portal.db, &holder, LicenseName::Text(&id)).await?;
    let today = Day::of_instant((portal.clock)());
    Ok(JsonApi(StatusCode::OK, One { data: resource(&license, portal.product.account(), today) }))
}
