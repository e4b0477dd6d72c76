//! `GET /v1/me`: the caller, as the API sees them.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use model::Day;
use serde::Serialize;
use store::deployments::Holder;
use store::licenses::{LicenseName, find};
use utoipa::ToSchema;

use super::caller::Caller;
use super::document::{JsonApi, One, Relationship, Resource};
use super::error::{ApiError, Errors};
use super::licenses::{LicenseAttributes, resource};
use crate::Portal;

/// The properties of the person for whom an API token acts.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserAttributes {
    /// The person's name.
    full_name: String,
    /// The person's e-mail address.
    email: String,
    /// Always `ACTIVE`.
    status: &'static str,
}

/// A license by its key, or a person by an API token.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is there for the OpenAPI document")]
pub enum Me {
    /// With a license's key.
    License(Box<One<LicenseAttributes>>),
    /// With an API token.
    User(Box<One<UserAttributes>>),
}

/// Returns the caller.
#[utoipa::path(
    get,
    path = "/v1/me",
    tag = "Service",
    responses((status = 200, body = Me, content_type = "application/vnd.api+json"), (status = 401, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn me(State(portal): State<Arc<Portal>>, caller: Caller) -> Result<Response, ApiError> {
    let account = portal.product.account();
    match caller {
        Caller::License(held) => {
            let name = LicenseName::Number(held.license());
            let license = find(&portal.db, &Holder::Key(held), name).await?;
            let data = resource(&license, account, Day::of_instant((portal.clock)()));
            Ok(JsonApi(StatusCode::OK, One { data }).into_response())
        }
        Caller::Person(actor) => {
            let person = store::sign_in::session::person(&portal.db, &actor).await?;
            let store::sign_in::session::Person { name: full_name, email, .. } =
                person.ok_or_else(ApiError::not_found)?;
            let data = Resource {
                id: actor.user.to_string(),
                kind: "users",
                attributes: UserAttributes { full_name, email, status: "ACTIVE" },
                relationships: BTreeMap::from([("account", Relationship::to("accounts", account))]),
                links: None,
            };
            Ok(JsonApi(StatusCode::OK, One { data }).into_response())
        }
    }
}
