//! Headers that every kind of response has, and who may cache what.

use app::current_user::WhoAmI;
use app::list::{LicenseTexts, OpenList, Scope};
use axum::body::Body;
use http::header::ACCEPT_ENCODING;
use http::{Request, StatusCode};
use server::Site;

use crate::browser::{Browser, own_post};
use crate::world::{World, portal};

#[tokio::test]
async fn every_answer_carries_them() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let viewer = world.browser("viewer");
    let foreign = Request::post("/api/who-am-i").body(Body::empty()).unwrap();
    for (what, status, answer) in [
        ("page", 200, viewer.get("/licenses").await),
        ("hidden page", 404, viewer.get("/customers").await),
        ("redirect", 303, viewer.get("/").await),
        ("missing file", 404, viewer.get("/nowhere.js").await),
        ("health", 200, viewer.get("/healthz").await),
        ("function", 200, viewer.call("who-am-i", &WhoAmI {}).await),
        ("missing function", 404, viewer.post("/api/nowhere", Vec::new()).await),
        ("arguments that are none", 400, viewer.post("/api/open-list", vec![255; 3]).await),
        ("foreign request", 403, viewer.send(foreign).await),
        ("wrong method", 405, viewer.get("/api/who-am-i").await),
        ("wrong method on a page", 405, viewer.post("/licenses", Vec::new()).await),
        ("wrong method nowhere", 405, viewer.post("/nowhere", Vec::new()).await),
        ("too large", 413, viewer.post("/api/open-list", vec![0; (1 << 20) + 1]).await),
        ("export", 200, viewer.get("/export/licenses.csv").await),
    ] {
        assert_eq!(answer.status, status, "{what}");
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "base-uri 'none'",
            "'wasm-unsafe-eval'",
        ] {
            assert!(policy.contains(part), "{what}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline"), "{what}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{what}: {name}");
        }
        assert!(answer.headers.contains_key("permissions-policy"), "{what}");
        assert!(!answer.headers.contains_key("server"), "{what}");
        assert!(!answer.headers.contains_key("strict-transport-security"), "{what}");
        let kept = answer.header("cache-control");
        assert!(matches!(kept, "no-store" | "no-cache"), "{what}: {kept}");
        let is_page = answer.header("content-type").starts_with("text/html");
        assert_eq!(kept == "no-cache", is_page, "{what}: {kept}");
    }
}

#[tokio::test]
async fn a_text_says_that_it_is_utf_8() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let viewer = world.browser("viewer");
    for (path, kind) in [
        ("/licenses", "text/html; charset=utf-8"),
        ("/nowhere", "text/html; charset=utf-8"),
        ("/api-docs", "text/html; charset=utf-8"),
        ("/healthz", "text/plain; charset=utf-8"),
        ("/export/licenses.csv", "text/csv; charset=utf-8"),
    ] {
        assert_eq!(viewer.get(path).await.header("content-type"), kind, "{path}");
    }
}

#[tokio::test]
async fn nothing_is_there_but_what_was_put_there() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let viewer = world.browser("viewer");
    for path in
        ["/.git/config", "/.env", "/data/grantry.db", "/assets/", "/../Cargo.toml", "/%2e%2e/Cargo.toml"]
    {
        assert_eq!(viewer.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/licenses", "/api/who-am-i", "/v1/me", "/nowhere"] {
        let trace = Request::builder().method("TRACE").uri(path).header("sec-fetch-site", "same-origin");
        let answer = viewer.send(trace.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
}

#[tokio::test]
async fn no_other_site_is_let_read_along() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let viewer = world.browser("viewer");
    // The product API allows everybody, because no cookie proves anything there (product_api/cors.rs).
    for path in ["/licenses", "/healthz", "/export/licenses.csv", "/.well-known/license-keys.json"] {
        let request =
            Request::get(path).header("origin", "https://evil.example").body(Body::empty()).unwrap();
        let answer = viewer.send(request).await;
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{path}");
    }
}

#[tokio::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let database = store::testing::sqlite().await;
    let listening = Site::listening("127.0.0.1:3000".parse().unwrap());
    let site = Site { address: "https://licenses.example.org".parse().unwrap(), ..listening };
    let browser = Browser::new(portal(&database.db, site).await);
    assert_eq!(
        browser.get("/sign-in").await.header("strict-transport-security"),
        "max-age=31536000; includeSubDomains"
    );
}

#[tokio::test]
async fn a_page_that_did_not_change_is_not_sent_again_but_a_missing_one_is() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let viewer = world.browser("viewer");
    let tag = viewer.get("/licenses").await.header("etag").to_owned();
    let again = async |path: &str| {
        let request = Request::get(path).header("if-none-match", &tag).body(Body::empty()).unwrap();
        viewer.send(request).await.status
    };
    assert_eq!(again("/licenses").await, StatusCode::NOT_MODIFIED);
    assert_eq!(again("/customers").await, StatusCode::NOT_FOUND);
    assert_eq!(again("/nowhere").await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_the_columns_of_a_list_are_compressed() {
    let database = store::testing::sqlite().await;
    let world = World::make(&database).await;
    let viewer = world.browser("viewer");
    let scope = || Scope::MyOrganization(None);
    let call = async |function: &str, body: Vec<u8>| {
        let request = own_post(&format!("/api/{function}")).header(ACCEPT_ENCODING, "br");
        viewer.send(request.body(Body::from(body)).unwrap()).await
    };
    let columns = call("open-list", postcard::to_stdvec(&OpenList { scope: scope() }).unwrap()).await;
    assert_eq!((columns.status, columns.header("content-encoding")), (StatusCode::OK, "br"));
    let texts = LicenseTexts { scope: scope(), licenses: vec![world.license] };
    let texts = call("license-texts", postcard::to_stdvec(&texts).unwrap()).await;
    assert_eq!((texts.status, texts.header("content-encoding")), (StatusCode::OK, ""));
}
