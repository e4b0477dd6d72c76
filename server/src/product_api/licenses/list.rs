//! `GET /v1/licenses`: the licenses within reach. With a license's key, only that license.

use std::sync::Arc;

use axum::extract::{OriginalUri, State};
use http::StatusCode;
use model::{Action, Day};
use store::licenses::{LicenseQuery, count, page};

use super::{LicenseAttributes, resource};
use crate::Portal;
use crate::product_api::caller::Caller;
use crate::product_api::document::{JsonApi, Many};
use crate::product_api::error::{ApiError, Errors};
use crate::product_api::page::Page;
use crate::product_api::query::Parameters;

/// Lists licenses.
#[utoipa::path(
    get,
    path = "/v1/licenses",
    tag = "Licenses",
    params(
        ("product" = Option<String>, Query, description = "Licenses for the product with this ID"),
        ("limit" = Option<i64>, Query, description = "Items per page, 1 to 100; the default is 10"),
        ("page[size]" = Option<i64>, Query, description = "The same as limit"),
        ("page[number]" = Option<i64>, Query, description = "The number of the page, from 1"),
        ("page[cursor]" = Option<String>, Query, description = "The cursor from a link; empty for the first page"),
    ),
    responses((status = 200, body = Many<LicenseAttributes>, content_type = "application/vnd.api+json"),
        (status = 400, body = Errors), (status = 401, body = Errors)),
    security(("license" = []), ("token" = []))
)]
pub async fn list(
    State(portal): State<Arc<Portal>>,
    caller: Caller,
    OriginalUri(asked): OriginalUri,
    query: Parameters,
) -> Result<JsonApi<Many<LicenseAttributes>>, ApiError> {
    let holder = caller.holder(Action::ListLicenses)?;
    let asked_page = Page::asked(&query)?;
    let licenses = LicenseQuery {
        product: query.id("product")?,
        below: asked_page.below(),
        offset: asked_page.offset(),
        limit: asked_page.limit(),
    };
    let mut found = page(&portal.db, &holder, &licenses).await?;
    let count =
        if asked_page.is_counted() { Some(count(&portal.db, &holder, &licenses).await?) } else { None };
    let (account, today) = (portal.product.account(), Day::of_instant((portal.clock)()));
    let path = format!("/v1/accounts/{account}/licenses");
    let links = asked_page.cut(&mut found, |license| license.id, (&path, &asked), count);
    let data = found.iter().map(|license| resource(license, account, today)).collect();
    Ok(JsonApi(StatusCode::OK, Many { data, links }))
}
