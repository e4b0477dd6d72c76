//! `GET /v1/licenses/{id}/machines`: the machines of a license.

use std::sync::Arc;

use axum::extract::{OriginalUri, State};
use http::StatusCode;
use model::Action;
use store::deployments::{PageQuery, page};
use store::licenses::{LicenseName, find};

use crate::Portal;
use crate::product_api::caller::Caller;
use crate::product_api::document::{JsonApi, Many};
use crate::product_api::error::{ApiError, Errors};
use crate::product_api::machines::{MachineAttributes, resource};
use crate::product_api::page::Page;
use crate::product_api::query::{Id, Parameters, Path};

/// Lists the machines of a license.
#[utoipa::path(
    get,
    path = "/v1/licenses/{id}/machines",
    tag = "Licenses",
    params(
        ("id" = String, Path, description = "The license's public ID or its key"),
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
    Path(Id { id }): Path<Id>,
    OriginalUri(asked): OriginalUri,
    query: Parameters,
) -> Result<JsonApi<Many<MachineAttributes>>, ApiError> {
    let holder = caller.holder(Action::ManageDeployments)?;
    let asked_page = Page::asked(&query)?;
    let license = find(&portal.db, &holder, LicenseName::Text(&id)).await?;
    let machines = PageQuery {
        license: Some(license.id),
        below: asked_page.below(),
        offset: asked_page.offset(),
        limit: asked_page.limit(),
        ..PageQuery::default()
    };
    let mut found = page(&portal.db, &holder, &machines).await?;
    let (account, now) = (portal.product.account(), (portal.clock)());
    let path = format!("/v1/accounts/{account}/licenses/{}/machines", license.public_id);
    let count = asked_page.is_counted().then_some(license.deployments);
    let links = asked_page.cut(&mut found, |machine| machine.id, (&path, &asked), count);
    let data = found.iter().map(|machine| resource(machine, &license, account, now)).collect();
    Ok(JsonApi(StatusCode::OK, Many { data, links }))
}
