//! Requests as Keygen's published clients send them: its examples for Python and Electron, and its Go library.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use model::{Level, Levels};
use serde_json::{Value, json};
use store::testing::{LicenseChange, TestDb, both_databases, change_license};

use super::program::{Licensed, Program, code, json as read, machine};
use crate::browser::Answer;

const ACCOUNT: &str = "/v1/accounts/demo";
const JSON: &str = "application/json";
const JSON_API: &str = "application/vnd.api+json";

async fn send(
    program: &Program,
    method: Method,
    path: &str,
    media_type: &str,
    body: Option<Value>,
) -> Answer {
    let mut request =
        Request::builder().method(method).uri(format!("{ACCOUNT}{path}")).header("accept", media_type);
    if body.is_some() {
        request = request.header("content-type", media_type);
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    program.send(request.body(body).unwrap()).await
}

/// The Python example of heartbeats: with a token, and by the machine's fingerprint.
#[both_databases]
async fn the_python_example_beats_and_deactivates_by_fingerprint(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let one = LicenseChange { heartbeat_period: Some(600), ..LicenseChange::default() };
    change_license(&licensed.db, licensed.license, one).await;
    let token = licensed.program("activation", licensed.base.customer, Levels::all(Level::FullAccess)).await;
    let print = "5b0e7c3d9a1f";
    let asked = json!({"meta": {"scope": {"fingerprint": print}, "key": "KEY"}});
    let path = "/licenses/actions/validate-key";
    let validation = read(&send(&licensed.nobody(), Method::POST, path, JSON_API, Some(asked)).await);
    assert_eq!(validation["meta"]["constant"], "FINGERPRINT_SCOPE_MISMATCH");
    let license = validation["data"]["id"].as_str().unwrap();
    let new = machine(print, license);
    let activation = send(&token, Method::POST, "/machines", JSON_API, Some(new)).await;
    assert_eq!(activation.status, StatusCode::CREATED);
    let path = format!("/machines/{print}/actions/ping-heartbeat");
    let ping = send(&token, Method::POST, &path, JSON_API, None).await;
    assert_eq!(ping.status, StatusCode::OK);
    assert_eq!(read(&ping)["data"]["attributes"]["heartbeatStatus"], "ALIVE");
    let gone = send(&token, Method::DELETE, &format!("/machines/{print}"), JSON_API, None).await;
    assert_eq!((gone.status, gone.body.len()), (StatusCode::NO_CONTENT, 0));
}

/// The Electron example: plain JSON, types in the singular.
#[both_databases]
async fn the_electron_example_activates_lists_and_deactivates(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let product = licensed.product("KEY");
    let new = |kind: &str| {
        json!({"data": {
            "type": kind,
            "attributes": {
                "fingerprint": "till-4", "name": "Till 4", "platform": "win32", "metadata": {"version": "3.2.1"}
            },
            "relationships": {"license": {"data": {"type": "license", "id": "L-KEY"}}}
        }})
    };
    let activated = send(&product, Method::POST, "/machines", JSON, Some(new("machine"))).await;
    assert_eq!(activated.status, StatusCode::CREATED, "{}", activated.text());
    let activated = read(&activated);
    assert_eq!(activated["data"]["attributes"]["metadata"]["version"], "3.2.1");
    let refused = send(&product, Method::POST, "/machines", JSON, Some(new("machinery"))).await;
    assert_eq!(code(&refused), (400, "BODY_INVALID".into(), "/data/type".into()));
    let change = json!({"data": {"type": "machine", "attributes": {"name": "Till 5"}}});
    assert_eq!(send(&product, Method::PATCH, "/machines/till-4", JSON, Some(change)).await.status, 200);
    let listed = read(&send(&product, Method::GET, "/machines", JSON, None).await);
    assert_eq!(listed["data"].as_array().unwrap().len(), 2);
    let path = format!("/machines/{}", activated["data"]["id"].as_str().unwrap());
    assert_eq!(send(&product, Method::DELETE, &path, JSON, None).await.status, StatusCode::NO_CONTENT);
}

/// A product's whole life with the Go library; it names its version and asks for a signature.
#[tokio::test]
async fn the_go_library_finds_validates_activates_and_deactivates() {
    let database = store::testing::sqlite().await;
    let licensed = Licensed::make(&database).await;
    let product = licensed.product("KEY");
    let ask = async |method: Method, path: &str, body: Option<Value>| {
        let mut request = Request::builder().method(method).uri(format!("{ACCOUNT}/{path}"));
        request = request.header("accept", JSON_API).header("content-type", JSON_API);
        request = request.header("keygen-version", "1.7").header("user-agent", "keygen/v3 (linux; amd64)");
        request = request.header("keygen-accept-signature", "algorithm=\"ed25519\"");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let answer = product.send(request.body(body).unwrap()).await;
        assert!(!answer.header("keygen-signature").is_empty(), "{path}");
        answer
    };
    let me = read(&ask(Method::GET, "me", None).await);
    assert_eq!((&me["data"]["type"], &me["data"]["id"]), (&json!("licenses"), &json!("L-KEY")));
    let scope = json!({"meta": {"nonce": 81, "scope": {"fingerprint": "gauge", "product": "Scanner"}}});
    let path = "licenses/L-KEY/actions/validate";
    let found = read(&ask(Method::POST, path, Some(scope.clone())).await);
    assert_eq!(found["meta"]["code"], "FINGERPRINT_SCOPE_MISMATCH");
    let mut new = machine("gauge", "L-KEY");
    new["data"]["attributes"] = json!({
        "fingerprint": "gauge", "hostname": "bench.local", "platform": "linux_amd64", "cores": 16, "metadata": {}
    });
    let activated = ask(Method::POST, "machines", Some(new)).await;
    assert_eq!(activated.status, StatusCode::CREATED);
    let id = read(&activated)["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(read(&ask(Method::POST, path, Some(scope)).await)["meta"]["code"], "VALID");
    assert_eq!(ask(Method::POST, &format!("machines/{id}/actions/ping"), None).await.status, 200);
    let machines = read(&ask(Method::GET, "licenses/L-KEY/machines?limit=100", None).await);
    assert_eq!(machines["links"]["meta"], json!({"pages": 1, "count": 2}));
    assert_eq!(ask(Method::GET, "licenses/L-KEY/entitlements?limit=100", None).await.status, 200);
    assert_eq!(ask(Method::POST, "licenses/L-KEY/actions/check-out", None).await.status, 200);
    assert_eq!(ask(Method::DELETE, &format!("machines/{id}"), None).await.status, StatusCode::NO_CONTENT);
}

#[both_databases]
async fn pages_say_how_many_there_are_and_link_to_the_first_and_the_last(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let product = licensed.product("KEY");
    for name in ["a", "b", "c", "d"] {
        product.post("/v1/machines", machine(name, "KEY")).await;
    }
    for list in ["machines", "licenses/KEY/machines"] {
        let mut path = format!("/v1/{list}?page[number]=1&page[size]=2");
        let mut seen = Vec::new();
        loop {
            let page = read(&product.get(&path).await);
            let links = &page["links"];
            assert_eq!(links["meta"], json!({"pages": 3, "count": 5}), "{list}");
            let last = links["last"].as_str().unwrap();
            assert!(last.contains("page%5Bnumber%5D=3"), "{last}");
            assert!(links["first"].as_str().unwrap().contains("page%5Bnumber%5D=1"), "{list}");
            let prints = page["data"].as_array().unwrap().iter();
            seen.extend(prints.map(|one| one["attributes"]["fingerprint"].as_str().unwrap().to_owned()));
            let Some(next) = links["next"].as_str() else { break };
            next.clone_into(&mut path);
        }
        assert_eq!(seen, ["d", "c", "b", "a", "KEY-0"], "{list}");
    }
    let filtered = read(&product.get("/v1/machines?fingerprint=c&page[number]=1&page[size]=1").await);
    assert_eq!(filtered["links"]["meta"], json!({"pages": 1, "count": 1}));
    let with_token = licensed.programs().await.swap_remove(1);
    let found = read(&with_token.get("/v1/licenses?page[number]=2&page[size]=1").await);
    assert_eq!(found["links"]["meta"], json!({"pages": 2, "count": 2}));
    let entitlements = read(&product.get("/v1/licenses/KEY/entitlements?page[number]=1&page[size]=5").await);
    assert_eq!(entitlements["links"]["meta"], json!({"pages": 0, "count": 0}));
}

#[tokio::test]
async fn a_parameter_that_there_is_not_is_refused_by_its_name() {
    let database = store::testing::sqlite().await;
    let licensed = Licensed::make(&database).await;
    let product = licensed.product("KEY");
    for (path, name) in [
        ("/v1/machines?finger_print=a", "finger_print"),
        ("/v1/machines?limit=1&filter[fingerprint]=a", "filter[fingerprint]"),
        ("/v1/accounts/demo/machines?user=1", "user"),
        ("/v1/licenses?status=EXPIRED", "status"),
        ("/v1/licenses/KEY/machines?fingerprint=a", "fingerprint"),
        ("/v1/licenses/KEY?include=product", "include"),
        ("/v1/me?limit=1", "limit"),
    ] {
        let answer = product.get(path).await;
        assert_eq!(code(&answer), (400, "PARAMETER_UNKNOWN".into(), name.into()), "{path}");
        let detail = read(&answer)["errors"][0]["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(name), "{detail}");
    }
    let path = "/v1/machines/KEY-0?force=true";
    assert_eq!(code(&product.ask(Method::DELETE, path, None).await).1, "PARAMETER_UNKNOWN");
    assert_eq!(product.get("/v1/machines/KEY-0").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_body_may_begin_with_a_byte_order_mark() {
    let database = store::testing::sqlite().await;
    let licensed = Licensed::make(&database).await;
    for body in ["\u{feff}{\"meta\":{\"key\":\"KEY\"}}", "\u{feff}\r\n {\"meta\":{\"key\":\"KEY\"}}"] {
        let request = Request::post("/v1/licenses/actions/validate-key").header("content-type", JSON);
        let answer = licensed.nobody().send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(read(&answer)["meta"]["code"], "VALID", "{body:?}");
    }
    let request = Request::post("/v1/licenses/KEY/actions/validate").header("content-type", JSON);
    let answer = licensed.product("KEY").send(request.body(Body::from("\u{feff}")).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK);
}
