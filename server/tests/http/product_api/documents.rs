//! The documents in requests and responses, and errors with their places.

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use store::testing::{TestDb, both_databases};

use super::program::{Licensed, code, json as read, machine};

#[both_databases]
async fn an_activation_says_what_is_wrong_and_where(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let product = licensed.product("KEY");
    let with = |pointer: &str, value: Value| {
        let mut body = machine("pc", "L-KEY");
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value;
        body
    };
    let to = |id: &str| json!({"data": {"type": "products", "id": id}});
    for (body, status, expected, place, refusal) in [
        (
            with("/data/attributes/fingerprint", json!("")),
            422,
            "FINGERPRINT_BLANK",
            "/data/attributes/fingerprint",
            "BAD_DEPLOYMENT_ID",
        ),
        (
            with("/data/attributes/fingerprint", json!("a\tb")),
            422,
            "FINGERPRINT_INVALID",
            "/data/attributes/fingerprint",
            "BAD_DEPLOYMENT_ID",
        ),
        (
            with("/data/attributes/fingerprint", json!(7)),
            400,
            "BODY_INVALID",
            "/data/attributes/fingerprint",
            "",
        ),
        (
            with("/data/attributes/fingerprint", json!("a\0")),
            400,
            "TEXT_INVALID",
            "/data/attributes/fingerprint",
            "",
        ),
        (
            with("/data/attributes/quantity", json!(0)),
            422,
            "QUANTITY_INVALID",
            "/data/attributes/quantity",
            "BAD_QUANTITY",
        ),
        (
            with("/data/attributes/quantity", json!(-5)),
            422,
            "QUANTITY_INVALID",
            "/data/attributes/quantity",
            "BAD_QUANTITY",
        ),
        (
            with("/data/attributes/quantity", json!(10)),
            422,
            "MACHINE_LIMIT_EXCEEDED",
            "/data",
            "NO_UNIT_LEFT",
        ),
        (with("/data/attributes/quantity", json!(1.5)), 400, "BODY_INVALID", "/data/attributes/quantity", ""),
        (with("/data/attributes/cores", json!("x")), 400, "BODY_INVALID", "/data/attributes", ""),
        (with("/data/attributes/cores", json!(-1)), 422, "ATTRIBUTE_INVALID", "/data/attributes/cores", ""),
        (with("/data/type", json!("licenses")), 400, "BODY_INVALID", "/data/type", ""),
        (
            with("/data/relationships/license", Value::Null),
            422,
            "LICENSE_BLANK",
            "/data/relationships/license",
            "",
        ),
        (
            with("/data/relationships/license/data/id", json!("L-NONE")),
            404,
            "NOT_FOUND",
            "/data/relationships/license",
            "",
        ),
        (
            with("/data/relationships/product", to("999999")),
            422,
            "PRODUCT_SCOPE_MISMATCH",
            "/data/relationships/product",
            "WRONG_PRODUCT",
        ),
        (
            with("/data/relationships/product", to("Scanner")),
            422,
            "PRODUCT_SCOPE_MISMATCH",
            "/data/relationships/product",
            "WRONG_PRODUCT",
        ),
        (json!({}), 400, "BODY_INVALID", "", ""),
        (json!({"data": {"type": "machines"}}), 400, "BODY_INVALID", "/data", ""),
    ] {
        let answer = product.post("/v1/machines", body.clone()).await;
        let expected = (status, expected.to_owned(), place.to_owned());
        assert_eq!(code(&answer), expected, "{body}");
        let error = &read(&answer)["errors"][0];
        assert_eq!(error["meta"]["refusal"].as_str().unwrap_or_default(), refusal, "{body}");
        for field in ["id", "title", "detail"] {
            assert!(!error[field].as_str().unwrap().is_empty(), "{body}");
        }
        assert_eq!(error["status"], status.to_string(), "{body}");
    }
    let body = with("/data/relationships/product", to(&licensed.base.scanner.to_string()));
    assert_eq!(product.post("/v1/machines", body.clone()).await.status, StatusCode::CREATED);
    // The same request again gets the same machine (R12).
    assert_eq!(product.post("/v1/machines", body).await.status, StatusCode::OK);
}

#[both_databases]
async fn a_machine_keeps_what_its_product_tells(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let product = licensed.product("KEY");
    let mut body = machine("pc", "KEY");
    body["data"]["attributes"] = json!({
        "fingerprint": "pc", "name": "Office", "hostname": "pc.local", "platform": "Linux", "ip": "192.0.2.7",
        "cores": 8, "metadata": {"rack": [1, 2]}, "version": "2.1", "quantity": 2, "unknown": {}
    });
    let created = read(&product.post("/v1/machines", body).await);
    let attributes = &created["data"]["attributes"];
    for (name, value) in [
        ("name", json!("Office")),
        ("hostname", json!("pc.local")),
        ("platform", json!("Linux")),
        ("ip", json!("192.0.2.7")),
        ("cores", json!(8)),
        ("metadata", json!({"rack": [1, 2]})),
        ("version", json!("2.1")),
        ("quantity", json!(2)),
        ("heartbeatStatus", json!("NOT_STARTED")),
        ("requireHeartbeat", json!(false)),
        ("created", json!("2026-11-22T12:00:00Z")),
    ] {
        assert_eq!(attributes[name], value, "{name}");
    }
    assert_eq!(created["data"]["relationships"]["license"]["data"]["id"], "L-KEY");
    let change = |attributes: Value| json!({"data": {"type": "machines", "attributes": attributes}});
    for (name, value) in [
        ("fingerprint", json!("x")),
        ("fingerprint", json!(null)),
        ("quantity", json!(3)),
        ("mode", json!("offline")),
        ("hostname", json!("a\u{202e}b")),
    ] {
        let refused = product
            .ask(Method::PATCH, "/v1/machines/pc", Some(change(json!({ "cores": 1, name: value }))))
            .await;
        let place = format!("/data/attributes/{name}");
        assert_eq!(code(&refused), (422, "ATTRIBUTE_INVALID".into(), place));
    }
    let change = change(
        json!({"name": null, "cores": 16, "fingerprint": "pc", "quantity": 2, "mode": "online", "memory": 7}),
    );
    let changed = product.ask(Method::PATCH, "/v1/machines/pc", Some(change)).await;
    let attributes = &read(&changed)["data"]["attributes"];
    assert_eq!((&attributes["name"], &attributes["cores"]), (&Value::Null, &json!(16)));
    assert_eq!((&attributes["fingerprint"], &attributes["ip"]), (&json!("pc"), &json!("192.0.2.7")));
    let license = read(&product.get("/v1/licenses/KEY").await);
    assert_eq!(license["data"]["attributes"]["deployed"], 3);
    assert_eq!(license["data"]["relationships"]["machines"]["meta"]["count"], 2);
    assert_eq!(license["data"]["attributes"]["expiry"], "2027-11-22T23:59:59.999Z");
    for (filter, count) in [
        ("fingerprint=pc", 1),
        ("hostname=pc.local", 1),
        ("ip=192.0.2.7&platform=Linux", 1),
        ("platform=nowhere", 0),
        ("key=KEY", 2),
        ("license=L-KEY&limit=1", 1),
    ] {
        let listed = read(&product.get(&format!("/v1/machines?{filter}")).await);
        assert_eq!(listed["data"].as_array().unwrap().len(), count, "{filter}");
    }
}

#[tokio::test]
async fn a_request_that_cant_be_read_is_the_callers_fault() {
    let database = store::testing::sqlite().await;
    let licensed = Licensed::make(&database).await;
    let product = licensed.product("KEY");
    let post = |content_type: &str, body: Body| {
        Request::post("/v1/machines").header("content-type", content_type).body(body).unwrap()
    };
    let json_type = "application/vnd.api+json";
    for (request, expected) in [
        (post(json_type, Body::from("{")), (400, "JSON_INVALID", "")),
        (post(json_type, Body::from("[".repeat(9_000))), (400, "JSON_INVALID", "")),
        (post(json_type, Body::from(vec![0xff, 0xfe])), (400, "JSON_INVALID", "")),
        (post("text/plain", Body::from("{}")), (415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type")),
        (post(json_type, Body::from("x".repeat(70_000))), (413, "PAYLOAD_TOO_LARGE", "-")),
        (
            Request::get("/v1/licenses").header("accept", "text/html").body(Body::empty()).unwrap(),
            (406, "NOT_ACCEPTABLE", "Accept"),
        ),
        (
            Request::get("/v1/licenses?limit=0").body(Body::empty()).unwrap(),
            (400, "PARAMETER_INVALID", "limit"),
        ),
        (
            Request::get("/v1/machines?name=%00").body(Body::empty()).unwrap(),
            (400, "PARAMETER_INVALID", "name"),
        ),
        (Request::get("/v1/licenses/%00").body(Body::empty()).unwrap(), (404, "NOT_FOUND", "-")),
        (Request::get("/v1/licenses/%ff").body(Body::empty()).unwrap(), (404, "NOT_FOUND", "-")),
        (Request::put("/v1/licenses").body(Body::empty()).unwrap(), (405, "METHOD_NOT_ALLOWED", "-")),
    ] {
        let what = format!("{} {}", request.method(), request.uri());
        let answer = product.send(request).await;
        let (status, name, place) = code(&answer);
        assert_eq!((status, name.as_str(), place.as_str()), expected, "{what}");
        assert_eq!(answer.header("content-type"), json_type, "{what}");
        assert!(!answer.header("keygen-signature").is_empty(), "{what}");
    }
    for authorization in ["License", "Digest x", "Basic !!!", "Bearer x", "License KEY-NONE"] {
        let answer = licensed.with(authorization).get("/v1/me").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{authorization}");
        assert!(answer.header("www-authenticate").contains("License"), "{authorization}");
    }
    let basic = format!("Basic {}", STANDARD.encode("license:KEY"));
    assert_eq!(read(&licensed.with(basic).get("/v1/me").await)["data"]["id"], "L-KEY");
}
