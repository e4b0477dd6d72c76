//! Server functions: their entry point.

use std::sync::Arc;

use app::context::Context;
use app::properties::{Properties, Property};
use app::{ApiError, ORGANIZATION};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_LENGTH, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use leptos::prelude::provide_context;
use model::{Action, Actor, Target};
use server_fn::error::{FromServerFnError as _, SERVER_FN_ERROR_HEADER};

use crate::refusal::refusal;
use crate::requester::Requester;
use crate::turns::{self, AllTurns, Busy, Turn};
use crate::{Portal, reply};

/// The largest request from somebody who is signed out, in bytes. Larger ones wait for room in memory.
const SMALL_BODY: usize = 64 << 10;
/// The largest request, in bytes.
const BODY_LIMIT: usize = 1 << 20;
/// The largest request from somebody who may import, in bytes: it holds a file.
const IMPORT_BODY_LIMIT: usize = 32 << 20;
/// Responses with more bytes than this count as being sent until their reader has them.
const LARGE: usize = 256 << 10;

/// Marks responses that may be compressed.
#[derive(Clone, Copy, Debug)]
pub struct Compressible;

/// Runs a server function for the person who asks.
pub async fn call(
    State(portal): State<Arc<Portal>>,
    Requester(context): Requester,
    request: Request,
) -> Response {
    let path = request.uri().path().to_owned();
    let Some(properties) = Properties::at(&path) else {
        return refusal(&path, &ApiError::NotFound, StatusCode::NOT_FOUND);
    };
    if !properties.has(Property::AboutOneself) && is_for_another(&context, request.headers()) {
        return refusal(&path, &ApiError::Switched, StatusCode::CONFLICT);
    }
    let is_viewing = context.actor.as_ref().is_some_and(Actor::is_viewing);
    if is_viewing && !properties.has(Property::WhileViewing) {
        return refusal(&path, &ApiError::NotFound, StatusCode::NOT_FOUND);
    }
    let Admitted { turn, sending } = match admit(&portal, &context, properties).await {
        Ok(admitted) => admitted,
        Err(busy) => return refused_for_now(&path, properties, busy),
    };
    let limit = body_limit(&context);
    let (mut parts, body) = request.into_parts();
    let announced =
        announced_length(&parts.headers).map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    let is_announced_too_large = announced.is_some_and(|length| length > limit);
    let size = limit.min(announced.unwrap_or(limit));
    let kibibytes = if size > SMALL_BODY { u32::try_from(size >> 10).unwrap_or(u32::MAX) } else { 0 };
    let Some(_room) = portal.large_bodies.take(kibibytes).await else {
        return refusal(&path, &ApiError::Unavailable, StatusCode::SERVICE_UNAVAILABLE);
    };
    let body = match to_bytes(body, limit).await {
        Ok(body) if !is_announced_too_large => body,
        _ => return too_large(&path, limit),
    };
    // A request that accepts HTML would be redirected to where it came from, whatever the response is.
    parts.headers.remove(ACCEPT);
    let request = Request::from_parts(parts, Body::from(body));
    let provide = move || provide_context(context.clone());
    let response = leptos_axum::handle_server_fns_with_context(provide, request).await.into_response();
    let mut response = with_own_status(response).await;
    reply::mark(&mut response);
    drop(turn);
    if let Some(sending) = sending {
        response = held(response, sending).await;
    }
    if properties.has(Property::Compressible) {
        response.extensions_mut().insert(Compressible);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The turns that a request has taken.
#[derive(Default)]
struct Admitted {
    /// For computing the response.
    turn: Option<Turn>,
    /// For sending the response, until it is sent.
    sending: Option<Turn>,
}

/// Waits for the turns that a function needs.
async fn admit(portal: &Portal, context: &Context, properties: Properties) -> Result<Admitted, Busy> {
    let Some(actor) = &context.actor else { return Ok(Admitted::default()) };
    let organization = actor.membership.as_ref().map(|membership| membership.organization);
    let AllTurns { lists, answers, imports, .. } = &portal.turns;
    if properties.has(Property::Import) {
        return Ok(Admitted { turn: Some(imports.take(actor.user, organization).await?), sending: None });
    }
    if !properties.has(Property::List) {
        return Ok(Admitted::default());
    }
    // A person with too many unsent responses gets nothing more computed.
    let sending = answers.take(actor.user, organization).await?;
    Ok(Admitted { turn: Some(lists.take(actor.user, organization).await?), sending: Some(sending) })
}

/// Returns whether the page shows a different organization than the one the person acts for.
fn is_for_another(context: &Context, headers: &HeaderMap) -> bool {
    let shown = headers.get(ORGANIZATION).and_then(|value| value.to_str().ok()?.parse::<i64>().ok());
    let membership = context.actor.as_ref().and_then(|actor| actor.membership.as_ref());
    let acts_for = membership.map(|membership| membership.organization);
    context.actor.is_some() && shown.is_some() && shown != acts_for
}

fn body_limit(context: &Context) -> usize {
    let may_import =
        context.actor.as_ref().is_some_and(|actor| actor.may(Action::Import, Target::Installation));
    match context.actor {
        None => SMALL_BODY,
        Some(_) if may_import => IMPORT_BODY_LIMIT,
        Some(_) => BODY_LIMIT,
    }
}

/// The body's length in bytes, if the request states it.
pub fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large(path: &str, limit: usize) -> Response {
    let most = if limit < 1 << 20 { format!("{} KiB", limit >> 10) } else { format!("{} MiB", limit >> 20) };
    let message = format!("This is too large: a request can be up to {most}.");
    refusal(path, &ApiError::invalid("", message), StatusCode::PAYLOAD_TOO_LARGE)
}

fn refused_for_now(path: &str, properties: Properties, busy: Busy) -> Response {
    let is_patient = properties.has(Property::List);
    let message = if is_patient { busy.on_patient_page() } else { busy.to_string() };
    let error = ApiError::Busy { message, retry_after: busy.retry_after };
    let mut response = refusal(path, &error, StatusCode::SERVICE_UNAVAILABLE);
    response.headers_mut().insert(RETRY_AFTER, busy.retry_after.into());
    response
}

/// Lets a large response keep its turn until it is sent.
async fn held(response: Response, sending: Turn) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = match to_bytes(body, usize::MAX).await {
        Ok(bytes) => bytes,
        Err(error) => return reply::failed(&error),
    };
    if bytes.len() <= LARGE {
        return Response::from_parts(parts, Body::from(bytes));
    }
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, turns::send(bytes, sending))
}

/// Gives a response its own status. Errors from before the function ran, such as an older client's arguments, arrive as a 500.
async fn with_own_status(response: Response) -> Response {
    let is_error = response.headers().contains_key(SERVER_FN_ERROR_HEADER);
    if !is_error || response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
    let status = ApiError::de(body.clone()).status();
    parts.status = StatusCode::from_u16(status).unwrap_or(parts.status);
    Response::from_parts(parts, Body::from(body))
}
