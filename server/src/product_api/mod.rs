//! The API for products. It speaks Keygen's published JSON:API for licensing clients, so that existing clients work
//! unchanged; docs/PRODUCT-API.md says which parts exist and what differs.
//!
//! Every path exists twice, as `/v1/accounts/{account}/…` and `/v1/…`. Callers prove who they are by a license's key or an
//! API token ([`caller`]); cookies don't count. Every response, refusals included, is signed ([`signing`]).

mod account;
mod account_path;
mod body;
mod caller;
mod cors;
mod document;
mod error;
mod files;
mod idempotency;
mod known_parameters;
mod licenses;
mod machines;
mod me;
mod negotiation;
mod openapi;
mod page;
mod ping;
mod query;
mod rate;
mod signing;
mod state;
mod timestamp;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use http::StatusCode;
use tower::ServiceBuilder;
use tower::util::BoxCloneSyncService;
use tower_http::catch_panic::CatchPanicLayer;

use crate::route::Route;
use crate::{Portal, endpoint};

pub use account::{Account, AccountError};
pub use machines::check_out::offline_files;
pub use openapi::page;
pub use rate::{Limiter, Limits};
pub use state::ProductApi;

use error::ApiError;

/// All routes below `/v1`; each also exists below `/v1/accounts/{account}`. The permission matrix in `tests` has a row for
/// each.
pub const ROUTES: [Route; 18] = [
    Route { path: "/v1/ping", handler: || get(ping::ping) },
    Route { path: "/v1/me", handler: || get(me::me) },
    Route { path: "/v1/openapi.json", handler: || get(openapi::document) },
    Route { path: "/v1/licenses", handler: || get(licenses::list::list) },
    Route {
        path: "/v1/licenses/actions/validate-key",
        handler: || post(licenses::validate_key::validate_key),
    },
    Route { path: "/v1/licenses/{id}", handler: || get(licenses::read::read) },
    Route {
        path: "/v1/licenses/{id}/actions/validate",
        handler: || get(licenses::validate::quick).post(licenses::validate::validate),
    },
    Route {
        path: "/v1/licenses/{id}/actions/check-out",
        handler: || get(licenses::check_out::download).post(licenses::check_out::check_out),
    },
    Route { path: "/v1/licenses/{id}/machines", handler: || get(licenses::machines::list) },
    Route { path: "/v1/licenses/{id}/entitlements", handler: || get(licenses::entitlements::list) },
    Route {
        path: "/v1/licenses/{id}/entitlements/{entitlement}",
        handler: || get(licenses::entitlements::read),
    },
    Route { path: "/v1/machines", handler: || get(machines::list::list).post(machines::create::create) },
    Route {
        path: "/v1/machines/{id}",
        handler: || {
            get(machines::read::read).patch(machines::update::update).delete(machines::delete::delete)
        },
    },
    Route {
        path: "/v1/machines/{id}/actions/check-out",
        handler: || get(machines::check_out::download).post(machines::check_out::check_out),
    },
    Route { path: "/v1/machines/{id}/actions/ping", handler: || post(machines::ping::ping) },
    Route { path: "/v1/machines/{id}/actions/ping-heartbeat", handler: || post(machines::ping::ping) },
    Route { path: "/v1/machines/{id}/actions/reset", handler: || post(machines::reset::reset) },
    Route { path: "/v1/machines/{id}/actions/reset-heartbeat", handler: || post(machines::reset::reset) },
];

/// Returns whether a path belongs to the product API.
pub fn is_below(path: &str) -> bool {
    path == "/v1" || path.starts_with("/v1/")
}

type Answering = BoxCloneSyncService<Request, Response, std::convert::Infallible>;

/// The product API as a service for `/v1` and everything below it.
pub fn service(portal: &Arc<Portal>) -> Answering {
    let mut router = Router::new();
    for Route { path, handler } in ROUTES {
        let known =
            from_fn(move |request: Request, next: Next| known_parameters::refuse_others(path, request, next));
        let traced = from_fn(move |request: Request, next: Next| endpoint::within(path, request, next));
        router = router.route(path, handler().fallback(wrong_method).layer(known).layer(traced));
    }
    let state = || Arc::clone(portal);
    let router = router.fallback(nothing_here).with_state(state());
    let service = ServiceBuilder::new()
        .layer(cors::layer())
        .layer(from_fn_with_state(state(), signing::sign))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state(), rate::limit))
        .layer(from_fn_with_state(state(), account_path::strip))
        .layer(from_fn(negotiation::agree))
        .layer(from_fn_with_state(state(), idempotency::once))
        .service(router);
    BoxCloneSyncService::new(service)
}

async fn nothing_here() -> ApiError {
    ApiError::not_found()
}

async fn wrong_method() -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "METHOD_NOT_ALLOWED",
        "Method not allowed",
        "This address does not accept that method.",
    )
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    ApiError::failed().into_response()
}
