//! `Idempotency-Key`: a request that is sent again with the same key is done once, and gets the same response for a day.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts as _, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use model::Action;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::deployments::idempotency::{Answer, Attempt, Begun, abandon, begin, finish};
use store::licenses::{LicenseName, find};
use tracing::Instrument as _;

use super::body::{self, LIMIT};
use super::caller::Caller;
use super::document::MEDIA_TYPE;
use super::error::{ApiError, Source};
use crate::{Portal, request_id};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest key, in characters.
const KEY_LIMIT: usize = 255;
/// The largest stored response, in bytes.
const ANSWER_LIMIT: usize = 1 << 20;

/// Does a request that changes a machine and has a key only once. Identifies the caller first: a stored response goes only to
/// the same caller, and only as long as their key or token is valid.
pub async fn once(State(portal): State<Arc<Portal>>, request: Request, next: Next) -> Response {
    if !changes(&request) || !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    match keep(&portal, request, next).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

fn changes(request: &Request) -> bool {
    let path: Vec<&str> = request.uri().path().trim_start_matches('/').split('/').collect();
    let ["v1", "machines", below @ ..] = path.as_slice() else { return false };
    match below {
        [] => *request.method() == Method::POST,
        [_] => matches!(*request.method(), Method::PATCH | Method::DELETE),
        [_, "actions", action] => {
            let is_kept = matches!(*action, "ping" | "ping-heartbeat" | "reset" | "reset-heartbeat");
            is_kept && *request.method() == Method::POST
        }
        _ => false,
    }
}

async fn keep(portal: &Arc<Portal>, request: Request, next: Next) -> Result<Response, ApiError> {
    let (mut parts, body) = request.into_parts();
    let key = key(&parts.headers)?;
    let caller = Caller::from_request_parts(&mut parts, portal).await?;
    let body = to_bytes(body, LIMIT).await.map_err(|_| body::too_large())?;
    let subject = digest([parts.headers.get(AUTHORIZATION).map_or(&b""[..], HeaderValue::as_bytes)]);
    let asked = digest([parts.method.as_str().as_bytes(), parts.uri.to_string().as_bytes(), &body]);
    let attempt = Attempt { subject: &subject, key: &key, request: &asked };
    match begin(&portal.db, attempt, (portal.clock)()).await? {
        Begun::First => {}
        Begun::Done(answer) => {
            check(portal, &caller, &answer).await?;
            return Ok(replayed(answer));
        }
        Begun::Underway => return Err(underway()),
        Begun::Other => return Err(other()),
    }
    let request = Request::from_parts(parts, Body::from(body));
    // On a task of its own: it finishes and stores its response even if the client goes away in the meantime and asks again.
    let finished = finished(Arc::clone(portal), [subject, key, asked], request, next);
    let done =
        tokio::spawn(request_id::carried(store::db::request_origin::carried(finished)).in_current_span());
    done.await.map_err(|error| {
        tracing::error!(%error, "a request ended early");
        ApiError::failed()
    })?
}

/// Refuses a stored response if the license in it is no longer within the caller's reach (R3).
async fn check(portal: &Portal, caller: &Caller, answer: &Answer) -> Result<(), ApiError> {
    let told: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let Some(license) = told.pointer("/data/relationships/license/data/id").and_then(Value::as_str) else {
        return Ok(());
    };
    let holder = caller.holder(Action::ManageDeployments)?;
    find(&portal.db, &holder, LicenseName::Text(license)).await?;
    Ok(())
}

/// Does the request, and stores its response under subject, key and digest.
async fn finished(
    portal: Arc<Portal>,
    [subject, key, asked]: [String; 3],
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let attempt = Attempt { subject: &subject, key: &key, request: &asked };
    let response = next.run(request).await;
    let (parts, body) = response.into_parts();
    let body = match to_bytes(body, ANSWER_LIMIT).await {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(%error, "a response can't be stored");
            abandon(&portal.db, attempt).await?;
            return Err(ApiError::failed());
        }
    };
    // A request that failed, or was never looked at, may succeed next time.
    let is_final = !parts.status.is_server_error()
        && !matches!(parts.status, StatusCode::UNAUTHORIZED | StatusCode::TOO_MANY_REQUESTS);
    match std::str::from_utf8(&body).ok().filter(|_| is_final) {
        Some(text) => {
            let answer = Answer { status: parts.status.as_u16(), body: text.into() };
            finish(&portal.db, attempt, &answer).await?;
        }
        None => abandon(&portal.db, attempt).await?,
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn key(headers: &HeaderMap) -> Result<String, ApiError> {
    let mut all = headers.get_all(KEY).iter();
    let text = all.next().and_then(|value| value.to_str().ok()).filter(|_| all.next().is_none());
    let fits = text.filter(|text| (1..=KEY_LIMIT).contains(&text.len()));
    fits.map(str::to_owned).ok_or_else(|| {
        let detail = format!("Send one Idempotency-Key of 1 to {KEY_LIMIT} ASCII characters.");
        ApiError::bad_request("IDEMPOTENCY_KEY_INVALID", detail).at(Source::Header("Idempotency-Key"))
    })
}

fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        // With their lengths, so that different lists of parts never give the same text.
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    hex::encode(digest.finalize())
}

fn replayed(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE)),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true")),
    ];
    (status, headers, answer.body.into_inner()).into_response()
}

fn underway() -> ApiError {
    let detail = "A request with this Idempotency-Key is still being processed. Try again in a moment.";
    let error = ApiError::new(StatusCode::CONFLICT, "IDEMPOTENCY_KEY_UNDERWAY", "Conflict", detail);
    error.at(Source::Header("Idempotency-Key"))
}

fn other() -> ApiError {
    let detail = "This Idempotency-Key was used for a different request within the last day. Use a new key for each request.";
    ApiError::unprocessable("IDEMPOTENCY_KEY_REUSED", detail).at(Source::Header("Idempotency-Key"))
}
