//! Limits by network address, by license and by token, with the headers that show their state.

use http::StatusCode;
use model::{Level, Levels};
use serde_json::json;
use server::product_api::Limits;

use super::program::{Licensed, code};

const NONE: Limits = Limits { address: 0, license: 0, token: 0 };

#[tokio::test]
async fn each_answer_says_how_the_narrower_limit_stands() {
    let database = store::testing::sqlite().await;
    let licensed = Licensed::with_limits(&database, Limits { address: 5, license: 2, token: 0 }).await;
    let product = licensed.product("KEY");
    let first = product.get("/v1/me").await;
    for (name, value) in [
        ("x-ratelimit-window", "60s"),
        ("x-ratelimit-count", "1"),
        ("x-ratelimit-limit", "2"),
        ("x-ratelimit-remaining", "1"),
        ("x-ratelimit-reset", "1795348860"),
    ] {
        assert_eq!(first.header(name), value, "{name}");
    }
    assert_eq!(product.get("/v1/me").await.header("x-ratelimit-remaining"), "0");
    let third = product.get("/v1/me").await;
    assert_eq!(code(&third), (429, "TOO_MANY_REQUESTS".into(), "-".into()));
    assert_eq!((third.header("retry-after"), third.header("x-ratelimit-count")), ("61", "3"));
    assert!(!third.header("keygen-signature").is_empty());
    // Another license has its own count, but the address is the same.
    assert_eq!(licensed.product("KEY-SUB").get("/v1/me").await.status, StatusCode::OK);
    assert_eq!(licensed.nobody().get("/v1/ping").await.header("x-ratelimit-limit"), "5");
    assert_eq!(licensed.nobody().get("/v1/ping").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_license_is_counted_however_its_key_is_given() {
    let database = store::testing::sqlite().await;
    let licensed = Licensed::with_limits(&database, Limits { license: 3, ..NONE }).await;
    let validate = json!({"meta": {"key": "KEY"}});
    let path = "/v1/licenses/actions/validate-key";
    assert_eq!(licensed.nobody().post(path, validate.clone()).await.status, StatusCode::OK);
    // A key in the header and in the body counts once.
    assert_eq!(licensed.product("KEY").post(path, validate.clone()).await.status, StatusCode::OK);
    assert_eq!(licensed.product("k-ey").get("/v1/me").await.status, StatusCode::OK);
    assert_eq!(licensed.nobody().post(path, validate).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(licensed.product("K-E-Y").get("/v1/me").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_token_has_a_limit_of_its_own() {
    let database = store::testing::sqlite().await;
    let licensed = Licensed::with_limits(&database, Limits { token: 1, ..NONE }).await;
    let program = licensed.program("parent", licensed.base.customer, Levels::all(Level::FullAccess)).await;
    assert_eq!(program.get("/v1/me").await.status, StatusCode::OK);
    assert_eq!(program.get("/v1/me").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(licensed.product("KEY").get("/v1/me").await.header("x-ratelimit-limit").is_empty());
}
