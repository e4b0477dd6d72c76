//! Expected responses of every route of the product API for each kind of caller: all written out (R2, R3).

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};
use server::product_api::ROUTES;
use store::deployments::{HeldLicense, Holder, Named, find};
use store::testing::{TestDb, both_databases};

use super::program::{Licensed, PROGRAMS, machine};

/// A row: the route, the request, and who gets which status: nobody; the key KEY, another license's, an unknown one; then
/// the [`PROGRAMS`].
struct Row {
    of: &'static str,
    method: Method,
    path: String,
    body: Option<Value>,
    expected: &'static str,
}

fn get(of: &'static str, path: impl Into<String>, expected: &'static str) -> Row {
    Row { of, method: Method::GET, path: path.into(), body: None, expected }
}

fn post(of: &'static str, path: impl Into<String>, body: Value, expected: &'static str) -> Row {
    Row { of, method: Method::POST, path: path.into(), body: Some(body), expected }
}

fn status(sign: char) -> u16 {
    match sign {
        '2' => 200,
        '+' => 201,
        '0' => 204,
        '1' => 401,
        '.' => 404,
        other => panic!("no status has the sign {other}"),
    }
}

/// Rows of reads and of repeatable changes; `machine` is KEY's, `foreign` another's.
fn rows(own: i64, foreign: i64) -> Vec<Row> {
    let (all, known) = ("2 222 222 22 22", "1 221 222 22 22");
    // The license of KEY, and its machines, whose management takes Full Access.
    let (seen, managed) = ("1 2.1 22. 22 ..", "1 2.1 .2. 2. ..");
    let (foreign_seen, foreign_managed) = ("1 .21 ... .. 2.", "1 .21 ... .. 2.");
    let nobody = "1 ..1 ... .. ..";
    let mut rows = vec![
        get("/v1/ping", "/v1/ping", all),
        get("/v1/ping", "/v1/accounts/demo/ping", all),
        get("/v1/openapi.json", "/v1/openapi.json", all),
        get("/v1/me", "/v1/me", known),
        get("/v1/licenses", "/v1/licenses", known),
        // Somebody who may manage no machine at all has no list of them.
        get("/v1/machines", "/v1/machines", "1 221 .22 2. 22"),
        post(
            "/v1/licenses/actions/validate-key",
            "/v1/licenses/actions/validate-key",
            json!({"meta": {"key": "KEY"}}),
            all,
        ),
        get("/v1/nowhere", "/v1/nowhere", ". ... ... .. .."),
        get("/v1/nowhere", "/v1", ". ... ... .. .."),
        get("/v1/nowhere", "/v1/accounts/other/ping", ". ... ... .. .."),
        get("/v1/licenses/{id}", "/v1/licenses/999999", nobody),
        get("/v1/machines/{id}", "/v1/machines/999999", nobody),
        get("/v1/licenses/{id}/entitlements/{entitlement}", "/v1/licenses/L-KEY/entitlements/1", seen),
        get("/v1/licenses/{id}/entitlements/{entitlement}", "/v1/licenses/L-KEY/entitlements/2", nobody),
    ];
    for (name, seen, managed) in [
        ("L-KEY", seen, managed),
        ("KEY", seen, managed),
        ("L-KEY-FOREIGN", foreign_seen, foreign_managed),
        ("L-KEY-NONE", nobody, nobody),
    ] {
        let path = |rest: &str| format!("/v1/licenses/{name}{rest}");
        rows.push(get("/v1/licenses/{id}", path(""), seen));
        rows.push(get("/v1/licenses/{id}", format!("/v1/accounts/demo/licenses/{name}"), seen));
        rows.push(get("/v1/licenses/{id}/actions/validate", path("/actions/validate"), seen));
        rows.push(post("/v1/licenses/{id}/actions/validate", path("/actions/validate"), json!({}), seen));
        rows.push(get("/v1/licenses/{id}/entitlements", path("/entitlements"), seen));
        rows.push(get("/v1/licenses/{id}/machines", path("/machines"), managed));
        rows.push(get("/v1/licenses/{id}/actions/check-out", path("/actions/check-out"), managed));
        rows.push(post(
            "/v1/licenses/{id}/actions/check-out",
            path("/actions/check-out"),
            json!({}),
            managed,
        ));
        // It is active already.
        let active = format!("{}-0", name.trim_start_matches("L-"));
        rows.push(post("/v1/machines", "/v1/machines", machine(&active, name), managed));
    }

    // By its ID and by its fingerprint, for every caller.
    for (id, managed) in [
        (own.to_string(), managed),
        (foreign.to_string(), foreign_managed),
        ("KEY-0".to_owned(), managed),
        ("KEY-FOREIGN-0".to_owned(), foreign_managed),
    ] {
        let path = |rest: &str| format!("/v1/machines/{id}{rest}");
        rows.push(get("/v1/machines/{id}", path(""), managed));
        let change = json!({"data": {"type": "machines", "attributes": {"name": "Office"}}});
        rows.push(Row { method: Method::PATCH, ..post("/v1/machines/{id}", path(""), change, managed) });
        rows.push(get("/v1/machines/{id}/actions/check-out", path("/actions/check-out"), managed));
        rows.push(post(
            "/v1/machines/{id}/actions/check-out",
            path("/actions/check-out"),
            json!({}),
            managed,
        ));
        for (of, action) in [
            ("/v1/machines/{id}/actions/ping", "ping"),
            ("/v1/machines/{id}/actions/ping-heartbeat", "ping-heartbeat"),
            ("/v1/machines/{id}/actions/reset", "reset"),
            ("/v1/machines/{id}/actions/reset-heartbeat", "reset-heartbeat"),
        ] {
            rows.push(post(of, path(&format!("/actions/{action}")), json!({}), managed));
        }
    }
    rows
}

async fn machine_of(licensed: &Licensed, key: &str) -> i64 {
    let held = HeldLicense::of_key(&licensed.db, key, None).await.unwrap().unwrap();
    let (license, name) = (held.license(), format!("{key}-0"));
    find(&licensed.db, &Holder::Key(held), Named::Id(license, &name)).await.unwrap().id
}

#[both_databases]
async fn every_program_gets_what_is_written_here_and_nothing_else(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let entitlement = store::licenses::entitlement::add(&licensed.db, "A", "A", 0).await.unwrap();
    assert_eq!(entitlement, 1);
    store::licenses::entitlement::grant(&licensed.db, "KEY", "A").await.unwrap();
    let mut callers = vec![
        ("nobody", licensed.nobody()),
        ("KEY", licensed.product("KEY")),
        ("KEY-FOREIGN", licensed.product("KEY-FOREIGN")),
        ("KEY-NONE", licensed.product("KEY-NONE")),
    ];
    callers.extend(PROGRAMS.into_iter().zip(licensed.programs().await));
    let rows = rows(machine_of(&licensed, "KEY").await, machine_of(&licensed, "KEY-FOREIGN").await);
    let mut wrong = Vec::new();
    for row in rows {
        let expected: Vec<u16> = row.expected.chars().filter(|sign| *sign != ' ').map(status).collect();
        assert_eq!(expected.len(), callers.len(), "{}", row.path);
        for ((name, caller), expected) in callers.iter().zip(expected) {
            let answer = caller.ask(row.method.clone(), &row.path, row.body.clone()).await;
            if answer.status != expected {
                let what = format!("{} {} {name}", row.method, row.path);
                wrong.push(format!("{what}: {} instead of {expected}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Requests that change something are tried again for each program.
#[both_databases]
async fn machines_come_and_go_for_those_who_may(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let mut callers = vec![licensed.nobody()];
    callers.extend(["KEY", "KEY-FOREIGN", "KEY-NONE"].map(|key| licensed.product(key)));
    callers.extend(licensed.programs().await);
    for (license, created, deleted) in [
        ("L-KEY", "1 +.1 .+. +. ..", "1 0.1 .0. 0. .."),
        ("L-KEY-SUB", "1 ..1 .++ .. ..", "1 ..1 .00 .. .."),
        ("L-KEY-FOREIGN", "1 .+1 ... .. +.", "1 .01 ... .. 0."),
    ] {
        let signs = |row: &'static str| row.chars().filter(|sign| *sign != ' ').map(status);
        let key = &license[2..];
        for ((caller, created), deleted) in callers.iter().zip(signs(created)).zip(signs(deleted)) {
            let answer = caller.post("/v1/machines", machine("new", license)).await;
            assert_eq!(answer.status, created, "{license}");
            licensed.product(key).post("/v1/machines", machine("new", license)).await;
            let held = HeldLicense::of_key(&licensed.db, key, None).await.unwrap().unwrap();
            let named = Named::Id(held.license(), "new");
            let id = find(&licensed.db, &Holder::Key(held.clone()), named).await.unwrap().id;
            let answer = caller.ask(Method::DELETE, &format!("/v1/machines/{id}"), None).await;
            assert_eq!(answer.status, deleted, "{license}");
            licensed.product(key).ask(Method::DELETE, "/v1/machines/new", None).await;
        }
    }
}

#[test]
fn no_route_is_missing_here() {
    let covered: BTreeSet<&str> = rows(1, 2).into_iter().map(|row| row.of).collect();
    let missing: Vec<_> =
        ROUTES.iter().map(|route| route.path).filter(|path| !covered.contains(path)).collect();
    assert!(missing.is_empty(), "add rows to the matrix for: {missing:?}");
}

/// A hidden license or machine and a missing one get the same response, except for the parts that differ in every response
/// (R3).
#[both_databases]
async fn hidden_and_missing_are_one_answer(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let foreign = machine_of(&licensed, "KEY-FOREIGN").await;
    let product = licensed.product("KEY");
    for (hidden, missing) in [
        ("/v1/licenses/L-KEY-FOREIGN".to_owned(), "/v1/licenses/L-KEY-MISSING"),
        ("/v1/licenses/KEY-FOREIGN/machines".to_owned(), "/v1/licenses/KEY-MISSING/machines"),
        (format!("/v1/machines/{foreign}"), "/v1/machines/999999"),
        ("/v1/machines/KEY-FOREIGN-0".to_owned(), "/v1/machines/KEY-MISSING-0"),
    ] {
        let (one, other) = (product.get(&hidden).await, product.get(missing).await);
        let told = |answer: &crate::browser::Answer| {
            let mut body = super::program::json(answer);
            body["errors"][0]["id"].take();
            let names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
            (answer.status, body, names, answer.header("content-length").to_owned())
        };
        assert_eq!(told(&one), told(&other), "{hidden}");
    }
    let listed = product.get("/v1/machines?license=L-KEY-FOREIGN").await;
    let missing = product.get("/v1/machines?license=L-KEY-MISSING").await;
    let data = |answer| super::program::json(answer)["data"].clone();
    assert_eq!((data(&listed), data(&missing)), (json!([]), json!([])));
}
