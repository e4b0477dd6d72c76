//! Who calls the product API: a product, never a browser with a session.

use axum::body::Body;
use http::{Request, StatusCode};

use super::program::json as read;

#[tokio::test]
async fn cookies_count_for_nothing() {
    let database = store::testing::sqlite().await;
    let world = crate::world::World::make(&database).await;
    let parent = world.browser("parent");
    assert_eq!(parent.get("/v1/me").await.status, StatusCode::UNAUTHORIZED);
    let foreign = Request::post("/v1/licenses/actions/validate-key").header("sec-fetch-site", "cross-site");
    let foreign = foreign.header("content-type", "application/json");
    let answer = parent.send(foreign.body(Body::from(r#"{"meta":{"key":"NONE"}}"#)).unwrap()).await;
    assert_eq!(read(&answer)["meta"]["code"], "NOT_FOUND");
}
