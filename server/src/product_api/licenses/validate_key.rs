//! `POST /v1/licenses/actions/validate-key`: validates a license by its key, which is the only proof needed.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use model::Hidden;
use serde::Deserialize;
use store::deployments::{HeldLicense, Holder};
use store::licenses::{LicenseName, find};
use utoipa::ToSchema;

use super::scope::{Scope, Verdict, judge};
use super::validate::{ValidateMeta, Validation};
use crate::Portal;
use crate::product_api::body::Body;
use crate::product_api::caller::Credential;
use crate::product_api::document::JsonApi;
use crate::product_api::error::{ApiError, Errors};
use crate::product_api::rate::{self, Subject};

/// The request to validate a license by its key.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ValidateKeyRequest {
    /// The key, the scope and the nonce.
    meta: ValidateKeyMeta,
}

/// Which license to validate, and for which scope.
#[derive(Debug, Deserialize, ToSchema)]
struct ValidateKeyMeta {
    /// The license's key.
    #[schema(value_type = String)]
    key: Hidden,
    /// Returned in the response, so that no older response passes for it.
    #[serde(default)]
    nonce: Option<i64>,
    /// Information that the product sends about itself.
    #[serde(default)]
    scope: Option<Scope>,
}

/// Validates a license by its key, for a scope. Needs no Authorization, and ignores it.
#[utoipa::path(
    post,
    path = "/v1/licenses/actions/validate-key",
    tag = "Licenses",
    request_body(content = ValidateKeyRequest, content_type = "application/vnd.api+json"),
    responses((status = 200, body = Validation, content_type = "application/vnd.api+json"),
        (status = 400, body = Errors), (status = 429, body = Errors))
)]
pub async fn validate_key(
    State(portal): State<Arc<Portal>>,
    headers: HeaderMap,
    Body(ValidateKeyRequest { meta }): Body<ValidateKeyRequest>,
) -> Result<Response, ApiError> {
    let now = (portal.clock)();
    let presented = Credential::presented(&headers).ok().flatten();
    let credential = Credential::Key(meta.key.clone());
    // If Authorization has it as well, it was counted there.
    let was_counted = presented.as_ref() == Some(&credential);
    if !was_counted
        && let Some(taken) = portal.product.limiter().take(&Subject::Credential(credential), now)
        && taken.is_over()
    {
        return Ok(rate::refusal(&taken, now));
    }
    let asked = ValidateMeta { nonce: meta.nonce, scope: meta.scope };
    let account = portal.product.account();
    let Some(held) = HeldLicense::of_key(&portal.db, &meta.key, None).await? else {
        let validation = Validation::new(Verdict::NotFound, asked, None, account, now);
        return Ok(JsonApi(StatusCode::OK, validation).into_response());
    };
    let name = LicenseName::Number(held.license());
    let holder = Holder::Key(held);
    let license = find(&portal.db, &holder, name).await?;
    let scope = asked.scope.clone().unwrap_or_default();
    let verdict = judge(&portal.db, &holder, Some(&holder), &license, &scope, now).await?;
    let validation = Validation::new(verdict, asked, Some(&license), account, now);
    Ok(JsonApi(StatusCode::OK, validation).into_response())
}
