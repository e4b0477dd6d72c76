//! Removes the account from a path.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::Uri;

use super::error::ApiError;
use crate::Portal;

/// Removes `/accounts/{account}` from the path, so that each route is needed only once; 404 for another account.
pub async fn strip(State(portal): State<Arc<Portal>>, mut request: Request, next: Next) -> Response {
    match stripped(request.uri(), portal.product.account()) {
        Stripped::Foreign => return ApiError::not_found().into_response(),
        Stripped::To(uri) => *request.uri_mut() = uri,
        Stripped::Bare => {}
    }
    next.run(request).await
}

#[derive(Debug, PartialEq)]
enum Stripped {
    Bare,
    To(Uri),
    Foreign,
}

fn stripped(uri: &Uri, account: &str) -> Stripped {
    // PostgreSQL allows no NUL in a string: nothing stored contains one.
    if uri.path().contains("%00") {
        return Stripped::Foreign;
    }
    let Some(rest) = uri.path().strip_prefix("/v1/accounts/") else { return Stripped::Bare };
    let Some(rest) = rest.strip_prefix(account).filter(|rest| rest.starts_with('/')) else {
        return Stripped::Foreign;
    };
    let query = uri.query().map_or(String::new(), |query| format!("?{query}"));
    format!("/v1{rest}{query}").parse().map_or(Stripped::Foreign, Stripped::To)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_account_is_taken_out_of_the_path() {
        for (path, expected) in [
            ("/v1/me", None),
            ("/v1/accounts/demo/me", Some("/v1/me")),
            ("/v1/accounts/demo/licenses?limit=1", Some("/v1/licenses?limit=1")),
            ("/v1/accounts/demo/", Some("/v1/")),
        ] {
            let expected = expected.map_or(Stripped::Bare, |path| Stripped::To(path.parse().unwrap()));
            assert_eq!(stripped(&path.parse().unwrap(), "demo"), expected, "{path}");
        }
        for path in
            ["/v1/accounts/", "/v1/accounts/demo", "/v1/accounts/demos/me", "/v1/accounts/x/me", "/v1/a%00"]
        {
            assert_eq!(stripped(&path.parse().unwrap(), "demo"), Stripped::Foreign, "{path}");
        }
    }
}
