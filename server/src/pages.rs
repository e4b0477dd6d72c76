//! The pages. The server decides whether a page is there for who is asking; the client draws it.

use std::sync::Arc;

use axum::extract::{FromRequestParts as _, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::header::CACHE_CONTROL;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use model::{Action, Actor, Target};

use crate::assets::is_file;
use crate::requester::Requester;
use crate::{Portal, reply};

/// `/`: My Organization is where everybody begins.
pub async fn start() -> Response {
    let mut response = Redirect::to("/licenses").into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `/sign-in`: for everybody; the client sends on who is signed in.
pub async fn sign_in(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    portal.assets.shell(parts.method, &parts.headers, StatusCode::OK).await
}

/// `/licenses`: for everybody who is signed in.
pub async fn licenses(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |_| true).await
}

/// `/customers`: for partners with customers (R5).
pub async fn customers(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::GenerateReport, Target::Customers)).await
}

/// `/import`: for the vendor's staff.
pub async fn import(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::Import, Target::Installation)).await
}

/// Every other address: a file, or a page that there is not.
pub async fn other(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    let path = request.uri().path();
    if is_file(path) {
        let (method, headers) = (request.method().clone(), request.headers());
        return portal.assets.file(method, path, headers).await;
    }
    show(&portal, request, |_| false).await
}

/// The page, if it is there for who is asking; a hidden page and a missing one are one answer (R3). Who is signed out
/// is sent to sign in, from any page, there or not.
async fn show(portal: &Arc<Portal>, request: Request, is_there: impl FnOnce(&Actor) -> bool) -> Response {
    let (mut parts, _) = request.into_parts();
    let context = match Requester::from_request_parts(&mut parts, portal).await {
        Ok(Requester(context)) => context,
        Err(response) => return response,
    };
    match &context.actor {
        None => to_sign_in(&parts),
        Some(actor) => {
            let status = if is_there(actor) { StatusCode::OK } else { StatusCode::NOT_FOUND };
            portal.assets.shell(parts.method, &parts.headers, status).await
        }
    }
}

/// To the sign-in page, and from there back to where the request went.
fn to_sign_in(parts: &Parts) -> Response {
    let wanted = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    // `//name` would lead to another site.
    let wanted = format!("/{}", wanted.trim_start_matches('/'));
    let next: String = form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    let mut response = Redirect::to(&format!("/sign-in?next={next}")).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A method that no address takes.
pub async fn wrong_method() -> Response {
    reply::plain(StatusCode::METHOD_NOT_ALLOWED, "This address does not take that method.")
}
