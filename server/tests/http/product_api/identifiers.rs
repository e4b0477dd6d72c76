//! The names of machines: an identifier is text, and never another machine's.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use store::testing::{LicenseChange, TestDb, both_databases, change_license};

use super::program::{Licensed, Program, code, json as read, machine};

/// A fingerprint, encoded for a path.
fn in_path(text: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    format!("/v1/machines/{}", encoded.replace('+', "%20"))
}

async fn create(product: &Program, fingerprint: &str) -> i64 {
    let answer = product.post("/v1/machines", machine(fingerprint, "KEY")).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{fingerprint:?}: {}", answer.text());
    read(&answer)["data"]["id"].as_str().unwrap().parse().unwrap()
}

async fn fingerprint(program: &Program, name: &str) -> Value {
    read(&program.get(&in_path(name)).await)["data"]["attributes"]["fingerprint"].clone()
}

#[both_databases]
async fn digits_name_the_machine_that_they_are_the_text_of(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let more = LicenseChange { purchased: Some(50), ..LicenseChange::default() };
    change_license(&licensed.db, licensed.license, more).await;
    let product = licensed.product("KEY");
    let first = create(&product, "kiln").await;
    // None of these is that machine.
    for other in [format!("00{first}"), format!("+{first}"), format!("{first}.0"), format!("-{first}")] {
        for method in [Method::GET, Method::DELETE] {
            let answer = product.ask(method, &in_path(&other), None).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{other}");
        }
        create(&product, &other).await;
        assert_eq!(fingerprint(&product, &other).await, other, "on");
        let scope = json!({"meta": {"key": "KEY", "scope": {"machine": other}}});
        let answer = product.post("/v1/licenses/actions/validate-key", scope).await;
        assert_eq!(read(&answer)["meta"]["code"], "MACHINE_SCOPE_MISMATCH", "{other}");
        let change = json!({"data": {"type": "machines", "attributes": {"name": "Changed"}}});
        product.ask(Method::PATCH, &in_path(&other), Some(change)).await;
        assert_eq!(product.ask(Method::DELETE, &in_path(&other), None).await.status, 204, "{other}");
        let kept = read(&product.get(&in_path("kiln")).await);
        assert_eq!(kept["data"]["attributes"]["name"], Value::Null, "{other}");
    }
    // The number of another machine of the license is refused as a fingerprint, as in Keygen.
    let answer = product.post("/v1/machines", machine(&first.to_string(), "KEY")).await;
    let place = "/data/attributes/fingerprint".to_owned();
    assert_eq!(code(&answer), (422, "FINGERPRINT_CONFLICT".into(), place));
    assert_eq!(read(&answer)["errors"][0]["meta"]["refusal"], "NUMBER_OF_ANOTHER");
    // If a fingerprint has these digits already, no machine gets them as a number.
    let last = create(&product, "saw").await;
    let (ahead, further) = ((last + 2).to_string(), (last + 3).to_string());
    create(&product, &ahead).await;
    create(&product, &further).await;
    for name in ["drill", "mill", "lathe"] {
        let id = create(&product, name).await.to_string();
        assert!(id != ahead && id != further, "{id}");
        assert_eq!(fingerprint(&product, &id).await, name, "on");
    }
    assert_eq!(fingerprint(&product, &ahead).await, ahead, "on");
    assert_eq!(product.ask(Method::DELETE, &in_path(&further), None).await.status, 204);
    for name in ["kiln", "saw", "drill", "mill", "lathe", &ahead] {
        assert_eq!(fingerprint(&product, name).await, name, "on");
    }
    // The digits of another license's machine don't matter.
    let foreign = create_foreign(&licensed).await;
    assert_eq!(create(&product, &foreign.to_string()).await.to_string(), {
        read(&product.get(&in_path(&foreign.to_string())).await)["data"]["id"].as_str().unwrap().to_owned()
    });
}

async fn create_foreign(licensed: &Licensed) -> i64 {
    let answer = licensed.product("KEY-FOREIGN").post("/v1/machines", machine("press", "KEY-FOREIGN")).await;
    read(&answer)["data"]["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn an_identifier_of_something_else_is_text_too() {
    let database = store::testing::sqlite().await;
    let licensed = Licensed::make(&database).await;
    store::licenses::entitlement::add(&licensed.db, "A", "A", 0).await.unwrap();
    store::licenses::entitlement::grant(&licensed.db, "KEY", "A").await.unwrap();
    let product = licensed.product("KEY");
    let status = async |path: &str| product.get(path).await.status;
    assert_eq!(status("/v1/licenses/L-KEY/entitlements/1").await, 200);
    assert_eq!(status("/v1/licenses/L-KEY/entitlements/01").await, 404);
    assert_eq!(status("/v1/licenses/L-KEY/entitlements/%2B1").await, 404);
    let scanner = licensed.base.scanner;
    assert_eq!(status(&format!("/v1/machines?product={scanner}")).await, 200);
    assert_eq!(status(&format!("/v1/machines?product=0{scanner}")).await, 400);
    assert_eq!(status(&format!("/v1/licenses?product=%2B{scanner}")).await, 400);
    let mut body = machine("pump", "KEY");
    body["data"]["relationships"]["product"] =
        json!({"data": {"type": "product", "id": format!("0{scanner}")}});
    assert_eq!(code(&product.post("/v1/machines", body).await).1, "PRODUCT_SCOPE_MISMATCH");
}

#[both_databases]
async fn blanks_around_a_fingerprint_count_nowhere(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let product = licensed.product("KEY");
    let id = create(&product, "\tserial 9\r\n").await;
    for text in ["serial 9", "serial 9\n", "serial 9\r\n", " serial 9", "\u{a0}serial 9"] {
        assert_eq!(fingerprint(&product, text).await, "serial 9", "{text:?}");
        let filter: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let listed = read(&product.get(&format!("/v1/machines?fingerprint={filter}")).await);
        assert_eq!(listed["data"][0]["id"], id.to_string(), "{text:?}");
        for scope in
            [json!({"fingerprint": text}), json!({"fingerprints": [text], "machine": format!("{id}\n")})]
        {
            let body = json!({"meta": {"key": "KEY", "scope": scope}});
            let answer = product.post("/v1/licenses/actions/validate-key", body).await;
            assert_eq!(read(&answer)["meta"]["code"], "VALID", "{text:?}");
        }
        // The same request again: the same machine (R12).
        assert_eq!(product.post("/v1/machines", machine(text, "KEY")).await.status, StatusCode::OK);
    }
    assert_eq!(fingerprint(&product, &format!("{id}\n")).await, "serial 9", "on");
    assert_eq!(product.ask(Method::DELETE, &in_path("serial 9\n"), None).await.status, 204);
}

#[both_databases]
async fn a_token_names_the_accounts_only_machine_of_a_fingerprint(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let [_, parent, branch, distributor, seller, other, _] =
        <[Program; 7]>::try_from(licensed.programs().await).ok().unwrap();
    let product = licensed.product("KEY");
    create(&product, "press").await;
    // A machine out of reach makes no difference, and does not exist for those who don't reach it (R3).
    create_foreign(&licensed).await;
    let ping = async |program: &Program, name: &str| {
        program.post(&format!("{}/actions/ping-heartbeat", in_path(name)), json!({})).await
    };
    for (program, status) in
        [(&parent, 200), (&distributor, 200), (&branch, 404), (&seller, 404), (&other, 200)]
    {
        assert_eq!(ping(program, "press").await.status, status);
    }
    let pinged = read(&ping(&parent, "press").await);
    assert_eq!(pinged["data"]["relationships"]["license"]["data"]["id"], "L-KEY");
    // With two of them, neither is chosen; the product's own key still tells them apart.
    licensed.product("KEY-SUB").post("/v1/machines", machine("press", "KEY-SUB")).await;
    let refused = ping(&parent, "press").await;
    assert_eq!(code(&refused), (409, "MACHINE_AMBIGUOUS".into(), "-".into()));
    for method in [Method::DELETE, Method::GET] {
        assert_eq!(parent.ask(method, &in_path("press"), None).await.status, StatusCode::CONFLICT);
    }
    assert_eq!(ping(&branch, "press").await.status, 200);
    assert_eq!(ping(&product, "press").await.status, 200);
    // Nor if digits are one machine's fingerprint and the number of another machine of another license.
    let number = read(&product.get(&in_path("press")).await)["data"]["id"].as_str().unwrap().to_owned();
    licensed.product("KEY-SUB").post("/v1/machines", machine(&number, "KEY-SUB")).await;
    assert_eq!(parent.ask(Method::DELETE, &in_path(&number), None).await.status, StatusCode::CONFLICT);
    assert_eq!(fingerprint(&product, &number).await, "press", "on");
    assert_eq!(fingerprint(&branch, &number).await, number, "on");

    licensed.product("KEY-SUB").ask(Method::DELETE, &in_path("press"), None).await;
    let deleted = parent.ask(Method::DELETE, &in_path("press"), None).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    assert_eq!(ping(&parent, "press").await.status, StatusCode::NOT_FOUND);
}
