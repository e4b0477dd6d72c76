//! Browser engines let products call the product API from everywhere, and nothing else.

use axum::body::Body;
use http::{Method, Request, StatusCode};

use super::program::Licensed;

const ASKED: &str = "authorization,content-type,keygen-accept-signature,x-of-a-client";

fn preflight(path: &str) -> Request<Body> {
    Request::builder()
        .method(Method::OPTIONS)
        .uri(path)
        .header("origin", "null")
        .header("access-control-request-method", "DELETE")
        .header("access-control-request-headers", ASKED)
        .body(Body::empty())
        .unwrap()
}

#[tokio::test]
async fn a_page_from_anywhere_may_call_and_read_what_a_product_needs() {
    let database = store::testing::sqlite().await;
    let licensed = Licensed::make(&database).await;
    for path in ["/v1/machines/pump", "/v1/accounts/demo/licenses/actions/validate-key", "/v1/ping"] {
        let answer = licensed.nobody().send(preflight(path)).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.status);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("access-control-allow-headers"), ASKED, "{path}");
        for method in ["GET", "POST", "PATCH", "DELETE"] {
            let allowed = answer.header("access-control-allow-methods");
            assert!(allowed.split(',').any(|one| one == method), "{path}: {allowed}");
        }
        assert!(!answer.headers.contains_key("access-control-allow-credentials"), "{path}");
    }
    // Refusals can be read, too.
    for (program, path, status) in [
        (licensed.product("KEY"), "/v1/me", StatusCode::OK),
        (licensed.nobody(), "/v1/me", StatusCode::UNAUTHORIZED),
        (licensed.nobody(), "/v1/accounts/other/me", StatusCode::NOT_FOUND),
        (licensed.product("KEY"), "/v1/licenses?limit=0", StatusCode::BAD_REQUEST),
    ] {
        let request = Request::get(path).header("origin", "https://app.example").body(Body::empty()).unwrap();
        let answer = program.send(request).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert!(!answer.headers.contains_key("access-control-allow-credentials"), "{path}");
        let exposed = answer.header("access-control-expose-headers").to_ascii_lowercase();
        for name in
            ["keygen-signature", "digest", "date", "x-ratelimit-remaining", "x-request-id", "retry-after"]
        {
            assert!(exposed.split(',').any(|one| one == name), "{path}: {name} in {exposed}");
        }
    }
}

#[tokio::test]
async fn what_is_not_the_product_api_stays_the_portals_own() {
    let database = store::testing::sqlite().await;
    let licensed = Licensed::make(&database).await;
    for path in ["/api/who-am-i", "/export/licenses.csv", "/healthz", "/licenses", "/v1nowhere"] {
        for request in [
            preflight(path),
            Request::get(path).header("origin", "https://app.example").body(Body::empty()).unwrap(),
        ] {
            let what = format!("{} {path}", request.method());
            let answer = licensed.nobody().send(request).await;
            let told: Vec<_> =
                answer.headers.keys().filter(|name| name.as_str().starts_with("access-control-")).collect();
            assert!(told.is_empty(), "{what}: {told:?}");
        }
        assert!(!licensed.nobody().send(preflight(path)).await.status.is_success(), "{path}");
    }
}
