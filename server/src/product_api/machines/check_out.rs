//! `POST` and `GET /v1/machines/{id}/actions/check-out`: a machine file.

use std::sync::Arc;

use app::context::OfflineFiles;
use axum::extract::State;
use axum::response::Response;
use license_file::{Kind, machine_secret};
use model::Day;
use store::deployments::{Deployment, HeldLicense, Holder};
use store::licenses::note_check_out;

use super::{license_of, named, resource};
use crate::Portal;
use crate::product_api::body::Body;
use crate::product_api::caller::Caller;
use crate::product_api::document::{JsonApi, One, Relationship};
use crate::product_api::error::{ApiError, Errors};
use crate::product_api::files::{
    CheckOut, CheckOutRequest, FileAttributes, SignedFile, check_standing, sign,
};
use crate::product_api::licenses;
use crate::product_api::licenses::check_out::entitlements;
use crate::product_api::query::{Id, Parameters, Path};

/// Checks out a machine file, as a resource. Always includes the license.
#[utoipa::path(
    post,
    path = "/v1/machines/{id}/actions/check-out",
    tag = "Machines",
    params(
        ("id" = String, Path, description = "The machine's ID or its fingerprint"),
        ("encrypt" = Option<bool>, Query, description = "Whether it is encrypted, under the license's key and the fingerprint"),
        ("algorithm" = Option<String>, Query, description = "base64+ed25519 or aes-256-gcm+ed25519"),
        ("ttl" = Option<String>, Query, description = "How many seconds it is valid, 3600 or more; the default is a month"),
        ("include" = Option<String>, Query, description = "license, license.entitlements"),
    ),
    request_body(content = Option<CheckOutRequest>, content_type = "application/vnd.api+json"),
    responses((status = 200, body = One<FileAttributes>, content_type = "application/vnd.api+json"),
        (status = 400, body = Errors), (status = 401, body = Errors), (status = 403, body = Errors),
        (status = 404, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn check_out(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Path(Id { id }): Path<Id>,
    query: Parameters,
    Body(body): Body<CheckOutRequest>,
) -> Result<JsonApi<One<FileAttributes>>, ApiError> {
    let (machine, file) = make(&portal, &caller, &id, &query, body).await?;
    let of = ("machine", Relationship::to("machines", machine.id.to_string()));
    Ok(file.resource("machine-files", (portal.dice)(), portal.product.account(), of))
}

/// Checks out a machine file, as a file. Always includes the license.
#[utoipa::path(
    get,
    path = "/v1/machines/{id}/actions/check-out",
    tag = "Machines",
    params(
        ("id" = String, Path, description = "The machine's ID or its fingerprint"),
        ("encrypt" = Option<bool>, Query, description = "Whether it is encrypted, under the license's key and the fingerprint"),
        ("algorithm" = Option<String>, Query, description = "base64+ed25519 or aes-256-gcm+ed25519"),
        ("ttl" = Option<String>, Query, description = "How many seconds it is valid, 3600 or more; the default is a month"),
        ("include" = Option<String>, Query, description = "license, license.entitlements"),
    ),
    responses((status = 200, body = String, content_type = "text/plain"), (status = 400, body = Errors),
        (status = 401, body = Errors), (status = 403, body = Errors), (status = 404, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn download(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    Path(Id { id }): Path<Id>,
    query: Parameters,
) -> Result<Response, ApiError> {
    let (machine, file) = make(&portal, &caller, &id, &query, CheckOutRequest::default()).await?;
    Ok(file.download(&format!("machine-{}.lic", machine.id)))
}

async fn make(
    portal: &Portal,
    caller: &Caller,
    id: &str,
    query: &Parameters,
    body: CheckOutRequest,
) -> Result<(Deployment, SignedFile), ApiError> {
    let asked = CheckOut::asked(query, body, &["license", "license.entitlements"])?;
    let (holder, machine) = named(&portal.db, caller, id).await?;
    let file = file(portal, &holder, &machine, asked, (portal.clock)()).await?;
    Ok((machine, file))
}

/// Makes a machine's file, on the holder's authority.
async fn file(
    portal: &Portal,
    holder: &Holder,
    machine: &Deployment,
    asked: CheckOut,
    now: i64,
) -> Result<SignedFile, ApiError> {
    let license = license_of(&portal.db, holder, machine).await?;
    check_standing(&license, now)?;
    let account = portal.product.account();
    let with = licenses::resource(&license, account, Day::of_instant(now));
    let mut included = vec![serde_json::to_value(with).map_err(|error| {
        tracing::error!(%error, "a license can't be written");
        ApiError::failed()
    })?];
    if asked.includes("license.entitlements") {
        included.extend(entitlements(&portal.db, holder, &license, account).await?);
    }
    let secret = machine_secret(license.secret.file_secret(), &machine.deployment_id);
    let data = resource(machine, &license, account, now);
    let asked = asked.no_longer_than(license.terms.expiration, now);
    let file = sign(portal, Kind::Machine, &data, included, &secret, asked, now)?;
    let text = format!("Machine file; Deployment ID: {}", machine.deployment_id);
    note_check_out(&portal.db, holder, license.id, &text, now).await?;
    Ok(file)
}

/// Makes the file that the portal's Activate License dialog offers: encrypted, for that deployment alone, for as long as its
/// license is valid.
pub fn offline_files(portal: Arc<Portal>) -> OfflineFiles {
    OfflineFiles(Arc::new(move |ask| {
        let portal = Arc::clone(&portal);
        Box::pin(async move {
            let held = HeldLicense::of_key(&portal.db, &ask.key, Some(&ask.permit)).await?;
            let holder = Holder::Key(held.ok_or(app::ApiError::NotFound)?);
            let file = file(&portal, &holder, &ask.deployment, CheckOut::offline(), ask.now).await;
            file.map(SignedFile::into_text).map_err(ApiError::for_person)
        })
    }))
}
