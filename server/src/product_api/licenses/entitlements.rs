//! `GET /v1/licenses/{id}/entitlements`, and one of them: what a license allows besides the product itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{OriginalUri, State};
use http::StatusCode;
use model::Action;
use model::text::written_number;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::licenses::entitlement::{Entitlement, EntitlementQuery, of_license};
use store::licenses::{LicenseName, find};
use utoipa::ToSchema;

use crate::Portal;
use crate::product_api::caller::Caller;
use crate::product_api::document::{JsonApi, Many, One, Relationship, Resource};
use crate::product_api::error::{ApiError, Errors};
use crate::product_api::page::Page;
use crate::product_api::query::{Id, Parameters, Path};
use crate::product_api::timestamp::Timestamp;

/// The properties of an entitlement.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EntitlementAttributes {
    /// The name for people.
    name: String,
    /// The code for programs.
    code: String,
    /// Always empty.
    metadata: Map<String, Value>,
    /// When it was made.
    created: Timestamp,
    /// When it was made.
    updated: Timestamp,
}

/// The entitlement as a resource of that account.
pub fn resource(entitlement: &Entitlement, account: &str) -> Resource<EntitlementAttributes> {
    let attributes = EntitlementAttributes {
        name: entitlement.name.clone(),
        code: entitlement.code.clone(),
        metadata: Map::new(),
        created: Timestamp(entitlement.created_at),
        updated: Timestamp(entitlement.created_at),
    };
    Resource {
        id: entitlement.id.to_string(),
        kind: "entitlements",
        attributes,
        relationships: BTreeMap::from([("account", Relationship::to("accounts", account))]),
        links: None,
    }
}

/// Lists the entitlements of a license.
#[utoipa::path(
    get,
    path = "/v1/licenses/{id}/entitlements",
    tag = "Licenses",
    params(
        ("id" = String, Path, description = "The license's public ID or its key"),
        ("limit" = Option<i64>, Query, description = "Items per page, 1 to 100; the default is 10"),
        ("page[size]" = Option<i64>, Query, description = "The same as limit"),
        ("page[number]" = Option<i64>, Query, description = "The number of the page, from 1"),
        ("page[cursor]" = Option<String>, Query, description = "The cursor from a link; empty for the first page"),
    ),
    responses((status = 200, body = Many<EntitlementAttributes>, content_type = "application/vnd.api+json"),
        (status = 400, body = Errors), (status = 401, body = Errors), (status = 404, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn list(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Path(Id { id }): Path<Id>,
    OriginalUri(asked): OriginalUri,
    query: Parameters,
) -> Result<JsonApi<Many<EntitlementAttributes>>, ApiError> {
    let holder = caller.holder(Action::ListLicenses)?;
    let page = Page::asked(&query)?;
    let license = find(&portal.db, &holder, LicenseName::Text(&id)).await?;
    let entitlements =
        EntitlementQuery { id: None, below: page.below(), offset: page.offset(), limit: page.limit() };
    let mut found = of_license(&portal.db, &holder, license.id, entitlements).await?;
    let account = portal.product.account();
    let path = format!("/v1/accounts/{account}/licenses/{}/entitlements", license.public_id);
    let count = if page.is_counted() {
        let all = of_license(&portal.db, &holder, license.id, EntitlementQuery::default()).await?;
        Some(all.len() as u64)
    } else {
        None
    };
    let links = page.cut(&mut found, |entitlement| entitlement.id, (&path, &asked), count);
    let data = found.iter().map(|entitlement| resource(entitlement, account)).collect();
    Ok(JsonApi(StatusCode::OK, Many { data, links }))
}

/// The names in the path.
#[derive(Debug, Deserialize)]
pub struct Granted {
    id: String,
    entitlement: String,
}

/// Reads one entitlement of a license.
#[utoipa::path(
    get,
    path = "/v1/licenses/{id}/entitlements/{entitlement}",
    tag = "Licenses",
    params(("id" = String, Path, description = "The license's public ID or its key"),
        ("entitlement" = String, Path, description = "The entitlement's ID")),
    responses((status = 200, body = One<EntitlementAttributes>, content_type = "application/vnd.api+json"),
        (status = 401, body = Errors), (status = 404, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn read(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Path(Granted { id, entitlement }): Path<Granted>,
) -> Result<JsonApi<One<EntitlementAttributes>>, ApiError> {
    let holder = caller.holder(Action::ListLicenses)?;
    let license = find(&portal.db, &holder, LicenseName::Text(&id)).await?;
    let id = written_number(entitlement.trim()).ok_or_else(ApiError::not_found)?;
    let asked = EntitlementQuery { id: Some(id), ..EntitlementQuery::default() };
    let found = of_license(&portal.db, &holder, license.id, asked).await?;
    let found = found.first().ok_or_else(ApiError::not_found)?;
    Ok(JsonApi(StatusCode::OK, One { data: resource(found, portal.product.account()) }))
}
