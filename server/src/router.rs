//! The routes, and the layers in front of all of them.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn, from_fn_with_state, map_response};
use axum::routing::{get, post, put};
use http::{Extensions, HeaderMap, StatusCode, Version};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::Level;

use crate::{
    Portal, api, bearer, csrf, endpoint, export, health, installers, log, pages, product_api, reply,
    request_id, requester, security, single_sign_on, unsubscribe, well_known,
};

pub use crate::route::Route;

/// All routes but the fallback for files and missing pages. The permission matrix in `tests` has a row for each.
pub const ROUTES: [Route; 50] = [
    Route { path: "/healthz", handler: || get(health::health) },
    Route { path: "/readyz", handler: || get(health::ready) },
    Route { path: "/api/{*function}", handler: || post(api::call) },
    Route { path: "/export/licenses.xlsx", handler: || get(export::licenses_xlsx) },
    Route { path: "/export/licenses.csv", handler: || get(export::licenses_csv) },
    Route { path: "/export/customers.xlsx", handler: || get(export::customers_xlsx) },
    Route { path: "/export/customers.csv", handler: || get(export::customers_csv) },
    Route { path: "/export/events.xlsx", handler: || get(export::events_xlsx) },
    Route { path: "/export/events.csv", handler: || get(export::events_csv) },
    Route { path: "/export/active-deployments.xlsx", handler: || get(export::deployment_report) },
    Route { path: "/export/deployments.xlsx", handler: || post(export::selected_xlsx).layer(selection()) },
    Route { path: "/export/deployments.csv", handler: || post(export::selected_csv).layer(selection()) },
    Route { path: "/", handler: || get(pages::start) },
    Route { path: "/sign-in", handler: || get(pages::for_everybody) },
    Route { path: "/invitation", handler: || get(pages::for_everybody) },
    Route { path: "/welcome", handler: || get(pages::welcome) },
    Route { path: "/sso", handler: || get(pages::for_everybody) },
    Route { path: "/single-sign-on", handler: || get(pages::security) },
    Route { path: "/openid/callback", handler: || get(single_sign_on::callback) },
    Route { path: "/sign-up", handler: || get(pages::for_everybody) },
    Route { path: "/join", handler: || get(pages::own) },
    Route { path: "/mail-domains", handler: || get(pages::security) },
    Route { path: "/passkey-sign-in", handler: || get(pages::for_everybody) },
    Route { path: "/second-factor", handler: || get(pages::for_everybody) },
    Route { path: "/password-reset", handler: || get(pages::for_everybody) },
    Route { path: "/profile", handler: || get(pages::own) },
    Route { path: "/account-security", handler: || get(pages::own) },
    Route { path: "/security", handler: || get(pages::security) },
    Route { path: "/licenses", handler: || get(pages::licenses) },
    Route { path: "/customers", handler: || get(pages::customers) },
    Route { path: "/activate", handler: || get(pages::activate) },
    Route { path: "/deployments", handler: || get(pages::deployments) },
    Route { path: "/import", handler: || get(pages::import) },
    Route { path: "/products", handler: || get(pages::products) },
    Route { path: "/products/{id}", handler: || get(pages::product) },
    Route {
        path: "/products/{id}/installers",
        handler: || put(installers::upload).layer(map_response(reply::own)),
    },
    Route { path: "/installers/{id}/{file_name}", handler: || get(installers::download) },
    Route { path: "/api-access", handler: || get(pages::api_access) },
    Route { path: "/console", handler: || get(pages::console) },
    Route { path: "/console/organizations", handler: || get(pages::console) },
    Route { path: "/console/licenses", handler: || get(pages::console) },
    Route { path: "/events", handler: || get(pages::events) },
    Route { path: "/users", handler: || get(pages::users) },
    Route { path: "/roles", handler: || get(pages::roles) },
    Route { path: "/critical-alerts", handler: || get(pages::critical_alerts) },
    Route { path: "/support", handler: || get(pages::support) },
    Route { path: "/unsubscribe/{token}", handler: || get(unsubscribe::ask).post(unsubscribe::unsubscribe) },
    Route { path: "/organization", handler: || get(pages::organization) },
    Route { path: "/api-docs", handler: || get(product_api::page) },
    Route { path: "/.well-known/license-keys.json", handler: || get(well_known::license_keys) },
];

/// The portal as a service.
pub fn router(portal: Arc<Portal>) -> Router {
    let mut router = Router::new();
    for Route { path, handler } in ROUTES {
        let traced = from_fn(move |request: Request, next: Next| endpoint::within(path, request, next));
        router = router.route(path, handler().fallback(pages::wrong_method).layer(traced));
    }
    let product_api = product_api::service(&portal);
    router = router.route_service("/v1", product_api.clone()).route_service("/v1/{*path}", product_api);
    let other = get(pages::other).fallback(pages::wrong_method).with_state(Arc::clone(&portal));
    let in_front = ServiceBuilder::new()
        .layer(from_fn(request_id::name))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(log::span)
                .on_response(DefaultOnResponse::new().level(Level::INFO))
                .on_failure(log::failed),
        )
        .layer(from_fn_with_state(Arc::clone(&portal), security::add_headers))
        .layer(from_fn(reply::say_when_to_retry))
        .layer(CatchPanicLayer::custom(log::panicked))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)).compress_when(is_compressible))
        .layer(from_fn_with_state(Arc::clone(&portal), csrf::refuse_foreign))
        .layer(from_fn(bearer::keep_cookies_back))
        .layer(from_fn_with_state(Arc::clone(&portal), requester::tell_origin))
        // The API has its own limit.
        .layer(DefaultBodyLimit::disable());
    router.fallback_service(other).with_state(portal).layer(in_front)
}

fn selection() -> DefaultBodyLimit {
    DefaultBodyLimit::max(export::SELECTION_BYTES)
}

fn is_compressible(_: StatusCode, _: Version, _: &HeaderMap, extensions: &Extensions) -> bool {
    extensions.get::<api::Compressible>().is_some()
}
