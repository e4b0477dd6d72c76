//! Requests that other sites make browsers send are refused before anything is done.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use server::Site;

use crate::browser::Browser;
use crate::world::{World, portal};

#[tokio::test]
async fn foreign_requests_are_refused_and_own_ones_are_taken() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let viewer = world.browser("viewer");
    for (headers, expected) in [
        (&[("sec-fetch-site", "same-origin")][..], 200),
        (&[("origin", "http://127.0.0.1:3000")], 200),
        (&[("sec-fetch-site", "cross-site")], 403),
        (&[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:3000")], 403),
        (&[("sec-fetch-site", "none")], 403),
        (&[("origin", "https://evil.example")], 403),
        (&[("origin", "http://localhost:3000")], 403),
        (&[("origin", "null")], 403),
        (&[], 403),
    ] {
        let mut request = Request::post("/api/sign-out");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        // A type that other sites can send without a preflight.
        let request = request.header("content-type", "text/plain").body(Body::empty()).unwrap();
        let answer = viewer.send(request).await;
        assert_eq!(answer.status, expected, "{headers:?}");
        assert_eq!(answer.headers.contains_key("set-cookie"), expected == 200, "{headers:?}");
    }
}

#[tokio::test]
async fn methods_that_change_things_are_refused_wherever_they_go() {
    let database = store::testing::sqlite().await;
    let browser = World::make(&database).await.browser("viewer");
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for path in ["/licenses", "/nowhere", "/api/who-am-i", "/healthz", "/export/licenses.csv"] {
            let request = Request::builder().method(method.clone()).uri(path);
            let request = request.header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
            assert_eq!(browser.send(request).await.status, StatusCode::FORBIDDEN, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn the_demo_answers_to_this_machines_names_alone() {
    let database = store::testing::sqlite().await;
    let listening = Site::listening("127.0.0.1:3000".parse().unwrap());
    let browser = Browser::new(portal(&database.db, Site { demo_port: Some(3000), ..listening }).await);
    for (host, expected) in [
        ("localhost:3000", 200),
        ("127.0.0.1:3000", 200),
        ("evil.example:3000", 421),
        ("127.0.0.1:4000", 421),
    ] {
        let request = Request::get("/healthz").header("host", host).body(Body::empty()).unwrap();
        assert_eq!(browser.send(request).await.status, expected, "{host}");
    }
    let own = Request::post("/api/who-am-i").header("host", "localhost:3000");
    let own = own.header("origin", "http://localhost:3000").body(Body::empty()).unwrap();
    assert_eq!(browser.send(own).await.status, StatusCode::OK);
}
