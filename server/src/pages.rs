//! The pages. The server decides whether a page exists for the person who asks; the client draws it.

use std::sync::Arc;

use app::ApiError;
use app::context::Context;
use axum::extract::{FromRequestParts as _, Path, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::header::CACHE_CONTROL;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use model::ProductId;
use model::link::{START, to_come_back_to};
use model::page::{Audience, Page, WELCOME};

use crate::assets::is_file;
use crate::requester::Requester;
use crate::{Portal, reply};

/// `/`: redirects to My Organization, the start page.
pub async fn start() -> Response {
    to(START)
}

/// A page of the table.
pub async fn open(page: &'static Page, portal: Arc<Portal>, request: Request) -> Response {
    let is_empty = match page.audience {
        Audience::Anybody | Audience::UntilSetUp => portal.is_empty().await,
        Audience::SignedIn | Audience::Permitted(..) | Audience::OfProduct => {
            return show(&portal, request, Some(page)).await;
        }
    };
    match (is_empty, page.audience) {
        (Err(error), _) => reply::failed(&error),
        // The first visit leads to the page where the owner signs up.
        (Ok(true), Audience::Anybody) => to(WELCOME),
        (Ok(false), Audience::UntilSetUp) => show(&portal, request, None).await,
        _ => {
            let (parts, _) = request.into_parts();
            portal.assets.page(Some(page.component.bundle()), parts.method, &parts.headers).await
        }
    }
}

/// Every other address: a file, or a page that does not exist.
pub async fn other(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    let path = request.uri().path();
    if is_file(path) {
        let (method, headers) = (request.method().clone(), request.headers());
        return portal.assets.file(method, path, headers).await;
    }
    show(&portal, request, None).await
}

/// The page, if there is one for the person who asks. A hidden page and a missing one get the same response (R3). People who
/// are signed out are sent to sign in from any page, existing or not.
async fn show(portal: &Arc<Portal>, request: Request, page: Option<&Page>) -> Response {
    let (mut parts, _) = request.into_parts();
    let Requester(context) = match Requester::from_request_parts(&mut parts, portal).await {
        Ok(requester) => requester,
        Err(response) => return response,
    };
    let Some(actor) = &context.actor else { return to_sign_in(&parts) };
    let is_there = match page.map(|page| page.audience) {
        None => Ok(false),
        Some(Audience::OfProduct) => reaches_product(&context, &mut parts).await,
        Some(audience) => Ok(audience.includes(actor)),
    };
    match is_there {
        Ok(is_there) => {
            let bundle = page.filter(|_| is_there).map(|page| page.component.bundle());
            portal.assets.page(bundle, parts.method, &parts.headers).await
        }
        Err(error) => reply::failed(&error),
    }
}

/// Returns whether the person reaches a license of the product in the path.
async fn reaches_product(context: &Context, parts: &mut Parts) -> Result<bool, ApiError> {
    match Path::<ProductId>::from_request_parts(parts, &()).await {
        Ok(Path(id)) => app::products::is_there(context, id).await,
        Err(_) => Ok(false),
    }
}

/// Redirects to the sign-in page, and from there back to this request's address.
fn to_sign_in(parts: &Parts) -> Response {
    let wanted = parts.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    // `//name` would lead to another site.
    let wanted = to_come_back_to(&format!("/{}", wanted.trim_start_matches('/')));
    let next: String = form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    to(&format!("/sign-in?next={next}"))
}

/// Redirects to another address. Nobody may cache it: the next response may differ.
fn to(address: &str) -> Response {
    let mut response = Redirect::to(address).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The response to a method that no address takes.
pub async fn wrong_method() -> Response {
    reply::plain(StatusCode::METHOD_NOT_ALLOWED, "This address does not accept that method.")
}
