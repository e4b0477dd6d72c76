//! `GET /v1/machines`: the machines of all licenses within reach.

use std::sync::Arc;

use axum::extract::{OriginalUri, State};
use http::StatusCode;
use model::Action;
use store::deployments::{PageQuery, count, page};
use store::licenses::{LicenseError, LicenseName, find, find_all};

use super::{MachineAttributes, resource};
use crate::Portal;
use crate::product_api::caller::Caller;
use crate::product_api::document::{JsonApi, Many};
use crate::product_api::error::{ApiError, Errors};
use crate::product_api::page::Page;
use crate::product_api::query::Parameters;

/// Lists machines. Filters compare whole values.
#[utoipa::path(
    get,
    path = "/v1/machines",
    tag = "Machines",
    params(
        ("license" = Option<String>, Query, description = "Machines of the license with this public ID"),
        ("key" = Option<String>, Query, description = "Machines of the license with this key"),
        ("product" = Option<String>, Query, description = "Machines of licenses for the product with this ID"),
        ("fingerprint" = Option<String>, Query, description = "Machines with this fingerprint"),
        ("hostname" = Option<String>, Query, description = "Machines on computers with this name"),
        ("platform" = Option<String>, Query, description = "Machines on this platform"),
        ("name" = Option<String>, Query, description = "Machines with this name"),
        ("ip" = Option<String>, Query, description = "Machines at this network address"),
        ("limit" = Option<i64>, Query, description = "Items per page, 1 to 100; the default is 10"),
        ("page[size]" = Option<i64>, Query, description = "The same as limit"),
        ("page[number]" = Option<i64>, Query, description = "The number of the page, from 1"),
        ("page[cursor]" = Option<String>, Query, description = "The cursor from a link; empty for the first page"),
    ),
    responses((status = 200, body = Many<MachineAttributes>, content_type = "application/vnd.api+json"),
        (status = 400, body = Errors), (status = 401, body = Errors), (status = 404, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn list(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    OriginalUri(asked): OriginalUri,
    query: Parameters,
) -> Result<JsonApi<Many<MachineAttributes>>, ApiError> {
    let holder = caller.holder(Action::ManageDeployments)?;
    let asked_page = Page::asked(&query)?;
    // Activating a machine ignores blanks around text, and so do filters.
    let text = |name| query.get(name).map(str::trim);
    let license = match query.get("license").or(query.get("key")) {
        None => None,
        Some(name) => match find(&portal.db, &holder, LicenseName::Text(name)).await {
            Ok(license) => Some(license.id),
            // A hidden license has no machines, just like a missing one (R3).
            Err(LicenseError::Refused(_)) => Some(0),
            Err(error) => return Err(error.into()),
        },
    };
    let machines = PageQuery {
        license,
        product: query.id("product")?,
        deployment_id: text("fingerprint"),
        host_name: text("hostname"),
        platform: text("platform"),
        name: text("name"),
        ip: text("ip"),
        below: asked_page.below(),
        offset: asked_page.offset(),
        limit: asked_page.limit(),
    };
    let mut found = page(&portal.db, &holder, &machines).await?;
    let count =
        if asked_page.is_counted() { Some(count(&portal.db, &holder, &machines).await?) } else { None };
    let (account, now) = (portal.product.account(), (portal.clock)());
    let path = format!("/v1/accounts/{account}/machines");
    let links = asked_page.cut(&mut found, |machine| machine.id, (&path, &asked), count);
    let ids: Vec<_> = found.iter().map(|machine| machine.license).collect();
    let licenses = find_all(&portal.db, &holder, &ids).await?;
    let with_license = found.iter().filter_map(|machine| Some((machine, licenses.get(&machine.license)?)));
    let data = with_license.map(|(machine, license)| resource(machine, license, account, now)).collect();
    Ok(JsonApi(StatusCode::OK, Many { data, links }))
}
