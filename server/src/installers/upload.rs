//! `PUT /products/{id}/installers`: an installer. Its bytes are the body, its details are in the query.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::response::{IntoResponse as _, Response};
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use model::installer::{Installer, Typed};
use model::text::written_number;
use model::{Action, Target};
use store::licenses::installer::{AddError, Adding, add};

use super::file_name::encoded;
use crate::api::announced_length;
use crate::requester::Requester;
use crate::{Portal, parameters, reply};

/// Takes an installer from the vendor's staff; for all others the address does not exist (R3).
///
/// Answers 201 with the file's SHA-256 and name in the format of sha256sum. Details that can't be accepted are a 400, an
/// installer that exists already is a 409, too many bytes are a 413, and bytes with another SHA-256 than given are a 422;
/// none of these keeps anything.
pub async fn upload(
    State(portal): State<Arc<Portal>>,
    Requester(context): Requester,
    path: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let permit =
        context.actor.as_ref().map(|actor| actor.permit(Action::ManageInstallers, Target::Installation));
    let product = path.ok().and_then(|Path(id)| written_number(&id));
    let (Some(Ok(permit)), Some(product)) = (permit, product) else { return reply::not_found() };
    let typed = match typed(query.as_deref().unwrap_or_default()) {
        Ok(typed) => typed,
        Err(problem) => return reply::plain(StatusCode::BAD_REQUEST, problem),
    };
    let details = match typed.checked() {
        Ok(details) => details,
        Err(error) => return reply::plain(StatusCode::BAD_REQUEST, error.to_string()),
    };
    let limit = portal.installer_limit;
    if announced_length(request.headers()).is_some_and(|length| length > limit) {
        return refusal(&AddError::TooLarge(limit));
    }
    let adding = Adding { product, details, limit, random: *context.random, now: context.now };
    let bytes = request.into_body().into_data_stream();
    // On a task of its own: if the client goes away, the stream ends, and the task cleans up.
    let added = tokio::spawn(store::db::request_origin::carried(async move {
        add(&context.db, &portal.files, &permit, adding, bytes).await
    }));
    match added.await {
        Ok(Ok(installer)) => created(&installer),
        Ok(Err(error)) => refusal(&error),
        Err(error) => reply::failed(&error),
    }
}

/// The parameters of an upload.
const NAMES: [&str; 6] = ["version", "platform", "architecture", "released", "file_name", "sha256"];

/// Reads the query. Otherwise says which parameter can't be accepted.
fn typed(query: &str) -> Result<Typed, String> {
    let mut typed = Typed::default();
    for (name, value) in parameters::read(query, &NAMES)? {
        let field = match name.as_ref() {
            "version" => &mut typed.version,
            "platform" => &mut typed.platform,
            "architecture" => &mut typed.architecture,
            "released" => &mut typed.released,
            "file_name" => &mut typed.file_name,
            "sha256" => &mut typed.sha256,
            _ => continue,
        };
        *field = value.into_owned();
    }
    Ok(typed)
}

fn created(installer: &Installer) -> Response {
    let Installer { id, file_name, sha256, .. } = installer;
    let mut response = reply::plain(StatusCode::CREATED, format!("{sha256}  {file_name}"));
    if let Ok(location) = HeaderValue::try_from(format!("/installers/{id}/{}", encoded(file_name))) {
        response.headers_mut().insert(LOCATION, location);
    }
    response.into_response()
}

fn refusal(error: &AddError) -> Response {
    let status = match error {
        AddError::Refused(_) => return reply::not_found(),
        AddError::Exists { .. } => StatusCode::CONFLICT,
        AddError::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        AddError::Invisible(_) | AddError::Empty | AddError::Mismatch { .. } => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        AddError::BrokenOff(_) => StatusCode::BAD_REQUEST,
        AddError::Files(_) | AddError::Database(_) => return reply::failed(error),
    };
    reply::plain(status, error.to_string())
}
