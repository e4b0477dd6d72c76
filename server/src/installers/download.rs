//! `/installers/{id}/{file_name}`: the whole file, or a range of it so that an interrupted download can resume.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use headers::ETag;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use model::{Action, Target};
use store::licenses::files::FilesError;
use store::licenses::installer::{InstallerError, Opened, open};

use super::file_name::attachment;
use super::range::{Wanted, wanted};
use crate::requester::Requester;
use crate::{Portal, reply};

/// The file, for people who reach a license of its product; for all others it does not exist (R3).
pub async fn download(
    State(portal): State<Arc<Portal>>,
    Requester(context): Requester,
    path: Result<Path<(String, String)>, PathRejection>,
    method: Method,
    asked: HeaderMap,
) -> Response {
    let Ok(Path((id, file_name))) = path else { return reply::not_found() };
    let permit =
        context.actor.as_ref().map(|actor| actor.permit(Action::DownloadInstaller, Target::Anything));
    let (Some(Ok(permit)), Ok(id)) = (permit, id.parse()) else { return reply::not_found() };
    let opened = match open(&context.db, &portal.files, &permit, id).await {
        Ok(opened) if opened.installer.file_name == file_name => opened,
        Ok(_) | Err(InstallerError::Refused(_)) => return reply::not_found(),
        Err(error) => return reply::failed(&error),
    };
    match answer(&opened, &method, &asked).await {
        Ok(response) => response,
        Err(error) => reply::failed(&*error),
    }
}

/// The file store failed, or a header's value is invalid.
type Failure = Box<dyn std::error::Error + Send + Sync>;

async fn answer(opened: &Opened, method: &Method, asked: &HeaderMap) -> Result<Response, Failure> {
    let installer = &opened.installer;
    let tag = format!("\"{}\"", installer.sha256);
    let wanted = wanted(asked, &tag.parse::<ETag>()?, installer.size);
    let (status, length) = match &wanted {
        Wanted::Whole => (StatusCode::OK, installer.size),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range.end - range.start),
        Wanted::Nothing => (StatusCode::RANGE_NOT_SATISFIABLE, 0),
        Wanted::Known => (StatusCode::NOT_MODIFIED, 0),
        Wanted::Other => (StatusCode::PRECONDITION_FAILED, 0),
    };
    let mut response = (status, body(opened, &wanted, method).await?).into_response();
    let headers = response.headers_mut();
    headers.insert(http::header::ETAG, tag.try_into()?);
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    match &wanted {
        Wanted::Part(range) => {
            let sent = format!("bytes {}-{}/{}", range.start, range.end - 1, installer.size);
            headers.insert(CONTENT_RANGE, sent.try_into()?);
        }
        Wanted::Nothing => {
            headers.insert(CONTENT_RANGE, format!("bytes */{}", installer.size).try_into()?);
        }
        Wanted::Whole | Wanted::Known | Wanted::Other => {}
    }
    if status.is_success() {
        headers.insert(CONTENT_LENGTH, length.into());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
        headers.insert(CONTENT_DISPOSITION, attachment(&installer.file_name).try_into()?);
        headers.insert(HeaderName::from_static("repr-digest"), digest(&installer.sha256)?.try_into()?);
    }
    Ok(response)
}

/// The body to send. Fails before the first byte if the file is not the one that was uploaded.
async fn body(opened: &Opened, wanted: &Wanted, method: &Method) -> Result<Body, FilesError> {
    let range = match wanted {
        Wanted::Whole => None,
        Wanted::Part(range) => Some(range.clone()),
        Wanted::Nothing | Wanted::Known | Wanted::Other => return Ok(Body::empty()),
    };
    if method == Method::HEAD {
        opened.check().await?;
        return Ok(Body::empty());
    }
    Ok(Body::from_stream(opened.read(range).await?))
}

/// `Repr-Digest` of the whole file (RFC 9530), for clients that verify what they got.
fn digest(sha256: &str) -> Result<String, Failure> {
    Ok(format!("sha-256=:{}:", STANDARD.encode(hex::decode(sha256)?)))
}
