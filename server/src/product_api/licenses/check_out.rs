//! `POST` and `GET /v1/licenses/{id}/actions/check-out`: a license file.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use license_file::Kind;
use model::{Action, Day};
use serde_json::Value;
use store::Db;
use store::deployments::Holder;
use store::licenses::entitlement::{EntitlementQuery, of_license};
use store::licenses::{self, License, LicenseName, find};

use super::{entitlement_resource, resource};
use crate::Portal;
use crate::product_api::body::Body;
use crate::product_api::caller::Caller;
use crate::product_api::document::{JsonApi, One, Relationship};
use crate::product_api::error::{ApiError, Errors};
use crate::product_api::files::{
    CheckOut, CheckOutRequest, FileAttributes, SignedFile, check_standing, sign,
};
use crate::product_api::query::{Id, Parameters, Path};

/// Checks out a license file, as a resource.
#[utoipa::path(
    post,
    path = "/v1/licenses/{id}/actions/check-out",
    tag = "Licenses",
    params(
        ("id" = String, Path, description = "The license's public ID or its key"),
        ("encrypt" = Option<bool>, Query, description = "Whether it is encrypted, under the license's key"),
        ("algorithm" = Option<String>, Query, description = "base64+ed25519 or aes-256-gcm+ed25519"),
        ("ttl" = Option<String>, Query, description = "How many seconds it is valid, 3600 or more; the default is a month"),
        ("include" = Option<String>, Query, description = "entitlements"),
    ),
    request_body(content = Option<CheckOutRequest>, content_type = "application/vnd.api+json"),
    responses((status = 200, body = One<FileAttributes>, content_type = "application/vnd.api+json"),
        (status = 400, body = Errors), (status = 401, body = Errors), (status = 403, body = Errors),
        (status = 404, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn check_out(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Path(Id { id }): Path<Id>,
    query: Parameters,
    Body(body): Body<CheckOutRequest>,
) -> Result<JsonApi<One<FileAttributes>>, ApiError> {
    let (license, file) = make(&portal, &caller, &id, &query, body).await?;
    let of = ("license", Relationship::to("licenses", license.public_id));
    Ok(file.resource("license-files", (portal.dice)(), portal.product.account(), of))
}

/// Checks out a license file, as a file.
#[utoipa::path(
    get,
    path = "/v1/licenses/{id}/actions/check-out",
    tag = "Licenses",
    params(
        ("id" = String, Path, description = "The license's public ID or its key"),
        ("encrypt" = Option<bool>, Query, description = "Whether it is encrypted, under the license's key"),
        ("algorithm" = Option<String>, Query, description = "base64+ed25519 or aes-256-gcm+ed25519"),
        ("ttl" = Option<String>, Query, description = "How many seconds it is valid, 3600 or more; the default is a month"),
        ("include" = Option<String>, Query, description = "entitlements"),
    ),
    responses((status = 200, body = String, content_type = "text/plain"), (status = 400, body = Errors),
        (status = 401, body = Errors), (status = 403, body = Errors), (status = 404, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn download(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Path(Id { id }): Path<Id>,
    query: Parameters,
) -> Result<Response, ApiError> {
    let (license, file) = make(&portal, &caller, &id, &query, CheckOutRequest::default()).await?;
    Ok(file.download(&format!("{}.lic", license.public_id)))
}

async fn make(
    portal: &Portal,
    caller: &Caller,
    id: &str,
    query: &Parameters,
    body: CheckOutRequest,
) -> Result<(License, SignedFile), ApiError> {
    let asked = CheckOut::asked(query, body, &["entitlements"])?;
    let holder = caller.holder(Action::ManageDeployments)?;
    let license = find(&portal.db, &holder, LicenseName::Text(id)).await?;
    let now = (portal.clock)();
    check_standing(&license, now)?;
    let account = portal.product.account();
    let mut included = Vec::new();
    if asked.includes("entitlements") {
        included = entitlements(&portal.db, &holder, &license, account).await?;
    }
    let data = resource(&license, account, Day::of_instant(now));
    let file = sign(portal, Kind::License, &data, included, license.secret.file_secret(), asked, now)?;
    licenses::note_check_out(&portal.db, &holder, license.id, "License file", now).await?;
    Ok((license, file))
}

/// The license's entitlements in the form that files include.
pub async fn entitlements(
    db: &Db,
    holder: &Holder,
    license: &License,
    account: &str,
) -> Result<Vec<Value>, ApiError> {
    let granted = of_license(db, holder, license.id, EntitlementQuery::default()).await?;
    let values = granted.iter().map(|one| serde_json::to_value(entitlement_resource(one, account)));
    values.collect::<Result<_, _>>().map_err(|error| {
        tracing::error!(%error, "an entitlement can't be written");
        ApiError::failed()
    })
}
