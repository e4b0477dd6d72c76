//! The pages. The server decides whether a page exists for the person who asks; the client draws it.

use std::sync::Arc;

use app::context::Context;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts as _, Path, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::header::CACHE_CONTROL;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use model::link::to_come_back_to;
use model::{Action, Actor, ProductId, Target};

use crate::assets::is_file;
use crate::requester::Requester;
use crate::{Portal, reply};

/// `/`: redirects to My Organization, the start page.
pub async fn start() -> Response {
    to("/licenses")
}

/// `/sign-in`, `/invitation` and the like: for everybody, signed in or not; the client knows what to do. While the
/// installation has no people, the first visit leads to the page where the owner signs up.
pub async fn for_everybody(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match portal.is_empty().await {
        Ok(true) => to("/welcome"),
        Ok(false) => {
            portal.assets.shell(parts.method, parts.uri.path(), &parts.headers, StatusCode::OK).await
        }
        Err(error) => reply::failed(&error),
    }
}

/// `/welcome`: for everybody while the installation has no people, and for nobody after that.
pub async fn welcome(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    match portal.is_empty().await {
        Ok(true) => {
            let (parts, _) = request.into_parts();
            portal.assets.shell(parts.method, parts.uri.path(), &parts.headers, StatusCode::OK).await
        }
        Ok(false) => show(&portal, request, |_| false).await,
        Err(error) => reply::failed(&error),
    }
}

/// `/licenses`: for everybody who is signed in.
pub async fn licenses(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |_| true).await
}

/// `/customers`: for partners with customers (R5).
pub async fn customers(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::GenerateReport, Target::Customers)).await
}

/// `/activate`: for everybody who is signed in, at any level.
pub async fn activate(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::ActivateLicense, Target::Anything)).await
}

/// `/deployments`: for those who may manage any deployments. The page asks which license's.
pub async fn deployments(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::ManageDeployments, Target::Anything)).await
}

/// `/import`: for the vendor's staff.
pub async fn import(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::Import, Target::Installation)).await
}

/// `/products`: for those who add installers.
pub async fn products(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::ManageInstallers, Target::Installation)).await
}

/// `/products/{id}`: for those who reach a license of the product.
pub async fn product(
    State(portal): State<Arc<Portal>>,
    id: Result<Path<ProductId>, PathRejection>,
    request: Request,
) -> Response {
    let asked = match asked(&portal, request).await {
        Ok(asked) => asked,
        Err(response) => return response,
    };
    let Ok(Path(id)) = id else { return asked.page(&portal, false).await };
    match app::products::is_there(&asked.context, id).await {
        Ok(is_there) => asked.page(&portal, is_there).await,
        Err(error) => reply::failed(&error),
    }
}

/// `/api-access`: for those who may see API tokens.
pub async fn api_access(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::ListApiTokens, Target::MyOrganization)).await
}

/// `/console` and the pages below it: for the vendor's staff.
pub async fn console(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::SeeConsole, Target::Installation)).await
}

/// `/events`: for those who may read Event History.
pub async fn events(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::SeeEvents, Target::MyOrganization)).await
}

/// `/users`: for those who may see the people of the organization.
pub async fn users(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::ListUsers, Target::MyOrganization)).await
}

/// `/roles`: for those who may see roles.
pub async fn roles(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::ListRoles, Target::MyOrganization)).await
}

/// `/critical-alerts`: for those who may see critical alert users.
pub async fn critical_alerts(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::ListAlertUsers, Target::MyOrganization)).await
}

/// `/support`: for everybody who is signed in.
pub async fn support(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |_| true).await
}

/// `/profile`, `/account-security` and `/join`: for everybody who is signed in.
pub async fn own(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |_| true).await
}

/// `/security`, `/mail-domains` and `/single-sign-on`: for those who may see how people have to sign in.
pub async fn security(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::SeeSecurity, Target::MyOrganization)).await
}

/// `/organization`: for those who may see its general information.
pub async fn organization(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    show(&portal, request, |actor| actor.may(Action::SeeOrganization, Target::MyOrganization)).await
}

/// Every other address: a file, or a page that does not exist.
pub async fn other(State(portal): State<Arc<Portal>>, request: Request) -> Response {
    let path = request.uri().path();
    if is_file(path) {
        let (method, headers) = (request.method().clone(), request.headers());
        return portal.assets.file(method, path, headers).await;
    }
    show(&portal, request, |_| false).await
}

/// The page, if it exists for the person who asks. A hidden page and a missing one get the same answer (R3). People who are
/// signed out are sent to sign in from any page, existing or not.
async fn show(portal: &Arc<Portal>, request: Request, is_there: impl FnOnce(&Actor) -> bool) -> Response {
    match asked(portal, request).await {
        Ok(asked) => {
            let is_there = asked.context.actor.as_ref().is_some_and(is_there);
            asked.page(portal, is_there).await
        }
        Err(response) => response,
    }
}

/// A request for a page by somebody who is signed in.
struct Asked {
    parts: Parts,
    context: Context,
}

/// Finds out who asks. The error is the answer to somebody who is signed out.
async fn asked(portal: &Arc<Portal>, request: Request) -> Result<Asked, Response> {
    let (mut parts, _) = request.into_parts();
    let Requester(context) = Requester::from_request_parts(&mut parts, portal).await?;
    if context.actor.is_none() {
        return Err(to_sign_in(&parts));
    }
    Ok(Asked { parts, context })
}

impl Asked {
    async fn page(self, portal: &Portal, is_there: bool) -> Response {
        let status = if is_there { StatusCode::OK } else { StatusCode::NOT_FOUND };
        portal.assets.shell(self.parts.method, self.parts.uri.path(), &self.parts.headers, status).await
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

/// Redirects to another address. Nobody may cache it: the next answer may differ.
fn to(address: &str) -> Response {
    let mut response = Redirect::to(address).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The answer to a method that no address takes.
pub async fn wrong_method() -> Response {
    reply::plain(StatusCode::METHOD_NOT_ALLOWED, "This address does not take that method.")
}
