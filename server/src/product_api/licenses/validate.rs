//! `POST` and `GET /v1/licenses/{id}/actions/validate`: whether a license is valid for a product's scope.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use model::{Action, Day};
use serde::{Deserialize, Serialize};
use store::licenses::{License, LicenseName, find};
use utoipa::ToSchema;

use super::scope::{Scope, Verdict, judge};
use super::{LicenseAttributes, resource};
use crate::Portal;
use crate::product_api::body::Body;
use crate::product_api::caller::Caller;
use crate::product_api::document::{JsonApi, Resource};
use crate::product_api::error::{ApiError, Errors};
use crate::product_api::query::{Id, Path};
use crate::product_api::timestamp::Timestamp;

/// The request to validate a license.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct ValidateRequest {
    /// The scope and the nonce.
    #[serde(default)]
    meta: ValidateMeta,
}

/// The scope to validate for.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct ValidateMeta {
    /// Returned in the response, so that no older response passes for it.
    #[serde(default)]
    pub nonce: Option<i64>,
    /// Information that the product sends about itself.
    #[serde(default)]
    pub scope: Option<Scope>,
}

/// The result of a validation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Validation {
    /// The finding.
    meta: Finding,
    /// The license; null when no license has the key.
    data: Option<Resource<LicenseAttributes>>,
}

/// Whether a license is valid, and if not, why.
#[derive(Debug, Serialize, ToSchema)]
pub struct Finding {
    /// When the license was validated.
    ts: Timestamp,
    /// Whether it is valid.
    valid: bool,
    /// The result in words.
    detail: String,
    /// The code for programs.
    #[schema(example = "VALID")]
    code: &'static str,
    /// The same code, under its name in Keygen's first version: published examples read it.
    #[schema(example = "VALID")]
    constant: &'static str,
    /// The scope from the request.
    scope: Scope,
    /// The nonce from the request.
    nonce: Option<i64>,
}

impl Validation {
    /// The result for a license at `now`, in milliseconds since the Unix epoch.
    pub fn new(
        verdict: Verdict,
        asked: ValidateMeta,
        license: Option<&License>,
        account: &str,
        now: i64,
    ) -> Self {
        let meta = Finding {
            ts: Timestamp(now),
            valid: verdict == Verdict::Valid,
            detail: verdict.detail(),
            code: verdict.code(),
            constant: verdict.code(),
            scope: asked.scope.unwrap_or_default(),
            nonce: asked.nonce,
        };
        Self { meta, data: license.map(|license| resource(license, account, Day::of_instant(now))) }
    }
}

/// Validates a license by its ID, for a scope.
#[utoipa::path(
    post,
    path = "/v1/licenses/{id}/actions/validate",
    tag = "Licenses",
    params(("id" = String, Path, description = "Its public ID or its key")),
    request_body(content = Option<ValidateRequest>, content_type = "application/vnd.api+json"),
    responses((status = 200, body = Validation, content_type = "application/vnd.api+json"),
        (status = 400, body = Errors), (status = 401, body = Errors), (status = 404, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn validate(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Path(Id { id }): Path<Id>,
    Body(ValidateRequest { meta }): Body<ValidateRequest>,
) -> Result<JsonApi<Validation>, ApiError> {
    run(&portal, &caller, &id, meta).await
}

/// Validates a license by its ID, for any scope.
#[utoipa::path(
    get,
    path = "/v1/licenses/{id}/actions/validate",
    tag = "Licenses",
    params(("id" = String, Path, description = "Its public ID or its key")),
    responses((status = 200, body = Validation, content_type = "application/vnd.api+json"),
        (status = 401, body = Errors), (status = 404, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn quick(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Path(Id { id }): Path<Id>,
) -> Result<JsonApi<Validation>, ApiError> {
    run(&portal, &caller, &id, ValidateMeta::default()).await
}

async fn run(
    portal: &Portal,
    caller: &Caller,
    id: &str,
    asked: ValidateMeta,
) -> Result<JsonApi<Validation>, ApiError> {
    let holder = caller.holder(Action::ListLicenses)?;
    // For a caller who may not see machines, none fits.
    let machines = caller.holder(Action::ManageDeployments).ok();
    let license = find(&portal.db, &holder, LicenseName::Text(id)).await?;
    let now = (portal.clock)();
    let scope = asked.scope.clone().unwrap_or_default();
    let verdict = judge(&portal.db, &holder, machines.as_ref(), &license, &scope, now).await?;
    let account = portal.product.account();
    Ok(JsonApi(StatusCode::OK, Validation::new(verdict, asked, Some(&license), account, now)))
}
