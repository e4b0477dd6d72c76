//! `GET /v1/licenses/{id}`: one license, by its public ID or its key.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use model::{Action, Day};
use store::licenses::{LicenseName, find};

use super::{LicenseAttributes, resource};
use crate::Portal;
use crate::product_api::caller::Caller;
use crate::product_api::document::{JsonApi, One};
use crate::product_api::error::{ApiError, Errors};
use crate::product_api::query::{Id, Path};

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
