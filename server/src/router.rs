//! The routes, and the layers in front of all of them.

use std::mem;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state, map_response};
use axum::routing::{MethodRouter, get, post, put};
use http::{Extensions, HeaderMap, StatusCode, Version};
use model::page::PAGES;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::Level;

use crate::route::Route;
use crate::{
    Portal, api, bearer, csrf, endpoint, export, health, installers, log, pages, product_api, reply,
    request_id, requester, security_headers, single_sign_on, unsubscribe, well_known,
};

/// All routes but those of pages, and the fallback for files and missing pages.
const ROUTES: [Route; 19] = [
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
    Route { path: "/openid/callback", handler: || get(single_sign_on::callback) },
    Route {
        path: "/products/{id}/installers",
        handler: || put(installers::upload).layer(map_response(reply::own)),
    },
    Route { path: "/installers/{id}/{file_name}", handler: || get(installers::download) },
    Route { path: "/unsubscribe/{token}", handler: || get(unsubscribe::ask).post(unsubscribe::unsubscribe) },
    Route { path: "/api-docs", handler: || get(product_api::page) },
    Route { path: "/.well-known/license-keys.json", handler: || get(well_known::license_keys) },
];

/// The paths of all routes. The permission matrix in `tests` has a row for each.
pub fn paths() -> impl Iterator<Item = &'static str> {
    ROUTES.into_iter().map(|route| route.path).chain(PAGES.iter().map(|page| page.path))
}

/// The portal as a service.
pub fn router(portal: Arc<Portal>) -> Router {
    let mut router = Router::new();
    let mut add = |path: &'static str, handler: MethodRouter<Arc<Portal>>| {
        let traced = from_fn(move |request: Request, next: Next| endpoint::within(path, request, next));
        router = mem::take(&mut router).route(path, handler.fallback(pages::wrong_method).layer(traced));
    };
    for Route { path, handler } in ROUTES {
        add(path, handler());
    }
    for page in PAGES {
        add(page.path, get(move |State(portal), request: Request| pages::open(page, portal, request)));
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
        .layer(from_fn_with_state(Arc::clone(&portal), security_headers::add_headers))
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
