//! The `OpenAPI` document, made from the handlers' own types, and the page that shows it.

mod html;

use std::sync::{Arc, LazyLock};

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Components, Content, OpenApi, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi as _};

use super::document::MEDIA_TYPE;
use super::{licenses, machines, me, ping};
use crate::Portal;

/// The parts of the document that don't come from the handlers.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Grantry Product API",
        description = "What products call to validate and activate licenses, after Keygen's published API. Each path also \
                       exists under /v1/accounts/{account}. Every response is signed: Keygen-Signature, over \
                       request target, host, date and digest, verifies with a key of /.well-known/license-keys.json."
    ),
    paths(
        ping::ping,
        me::me,
        document,
        licenses::validate_key::validate_key,
        licenses::validate::validate,
        licenses::validate::quick,
        licenses::list::list,
        licenses::read::read,
        licenses::machines::list,
        licenses::entitlements::list,
        licenses::entitlements::read,
        licenses::check_out::check_out,
        licenses::check_out::download,
        machines::create::create,
        machines::list::list,
        machines::read::read,
        machines::update::update,
        machines::delete::delete,
        machines::ping::ping,
        machines::reset::reset,
        machines::check_out::check_out,
        machines::check_out::download,
    ),
    modifiers(&Proofs, &Answers)
)]
struct ProductApi;

/// How callers prove who they are.
struct Proofs;

impl Modify for Proofs {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_with(Components::new);
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.description =
            Some("An API token of the portal: `Authorization: Bearer grantry_…`.".to_owned());
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
        let mut license = Http::new(HttpAuthScheme::Basic);
        license.description = Some(
            "A license's key: `Authorization: License KEY`, or Basic with the user `license` and the key as the password."
                .to_owned(),
        );
        components.add_security_scheme("license", SecurityScheme::Http(license));
    }
}

/// Responses that every operation may give: body too large, too many requests, type not available.
struct Answers;

impl Modify for Answers {
    fn modify(&self, document: &mut OpenApi) {
        let error = || {
            let content = Content::new(Some(Ref::from_schema_name("Errors")));
            ResponseBuilder::new().description("An error").content(MEDIA_TYPE, content).build()
        };
        for path in document.paths.paths.values_mut() {
            let operations = [&mut path.get, &mut path.post, &mut path.patch, &mut path.delete];
            for operation in operations.into_iter().flatten() {
                let responses = &mut operation.responses.responses;
                for (status, response) in responses.iter_mut() {
                    if status.starts_with('4') {
                        *response = error().into();
                    }
                }
                responses.insert("default".to_owned(), error().into());
            }
        }
    }
}

/// The document, made once.
pub static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(ProductApi::openapi);

/// Returns this document.
#[utoipa::path(get, path = "/v1/openapi.json", tag = "Service", responses((status = 200, description = "OpenAPI 3.1")))]
pub async fn document() -> Json<&'static OpenApi> {
    Json(&DOCUMENT)
}

/// `/api-docs`: the document for people.
pub async fn page(State(portal): State<Arc<Portal>>) -> Response {
    html::page(&DOCUMENT, portal.assets.head(), portal.product.account())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::product_api::ROUTES;

    #[test]
    fn every_route_is_in_the_document_but_second_names() {
        let described: BTreeSet<_> = DOCUMENT.paths.paths.keys().map(String::as_str).collect();
        let routes: BTreeSet<_> = ROUTES.iter().map(|route| route.path).collect();
        let second = BTreeSet::from([
            "/v1/machines/{id}/actions/ping-heartbeat",
            "/v1/machines/{id}/actions/reset-heartbeat",
        ]);
        assert_eq!(described.union(&second).copied().collect::<BTreeSet<_>>(), routes);
    }

    #[test]
    fn what_the_document_refers_to_is_in_it() {
        let text = serde_json::to_string(&*DOCUMENT).unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        for reference in text.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }
}
