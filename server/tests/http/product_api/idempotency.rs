//! `Idempotency-Key`: a request that is sent again is done only once.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use model::{Level, Levels};
use serde_json::Value;
use store::testing::{TestDb, both_databases};

use super::program::{Licensed, Program, code, json, machine};
use crate::browser::Answer;

async fn send(program: &Program, key: &str, method: Method, path: &str, body: &Value) -> Answer {
    let request = Request::builder().method(method).uri(path).header("idempotency-key", key);
    let request = request.header("content-type", "application/vnd.api+json");
    program.send(request.body(Body::from(body.to_string())).unwrap()).await
}

#[both_databases]
async fn the_same_request_under_one_key_gets_the_same_answer(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let product = licensed.product("KEY");
    let create = async |key: &str, name: &str| {
        send(&product, key, Method::POST, "/v1/machines", &machine(name, "KEY")).await
    };
    let first = create("k1", "pc").await;
    assert_eq!(first.status, StatusCode::CREATED);
    let again = create("k1", "pc").await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert!(!again.header("keygen-signature").is_empty());
    // Without the same key, the response is the existing machine.
    assert_eq!(create("k2", "pc").await.status, StatusCode::OK);
    let other = create("k1", "pc-2").await;
    let reused = (422, "IDEMPOTENCY_KEY_REUSED".to_owned(), "Idempotency-Key".to_owned());
    assert_eq!(code(&other), reused);
    // Refusals are responses too, and each product has its own keys.
    let blank = create("k3", " ").await;
    assert_eq!(create("k3", " ").await.body, blank.body);
    let foreign = licensed.product("KEY-FOREIGN");
    let body = machine("pc", "KEY-FOREIGN");
    let answer = send(&foreign, "k1", Method::POST, "/v1/machines", &body).await;
    assert_eq!(answer.status, StatusCode::CREATED);

    let id = json(&first)["data"]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/machines/{id}");
    for _ in 0..2 {
        let gone = send(&product, "k4", Method::DELETE, &path, &Value::Null).await;
        assert_eq!((gone.status, gone.body.len()), (StatusCode::NO_CONTENT, 0));
    }
    let gone = product.ask(Method::DELETE, &path, None).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_answer_is_kept_for_those_alone_who_may_still_ask() {
    let database = store::testing::sqlite().await;
    let licensed = Licensed::make(&database).await;
    let unknown = licensed.product("KEY-NONE");
    for _ in 0..2 {
        let answer = send(&unknown, "k", Method::POST, "/v1/machines", &machine("pc", "KEY")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let product = licensed.product("KEY");
    for key in ["", &"k".repeat(256)] {
        let answer = send(&product, key, Method::POST, "/v1/machines", &machine("pc", "KEY")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
}

#[both_databases]
async fn an_answer_tells_nothing_of_a_license_that_went_out_of_reach(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let full = Levels::all(Level::FullAccess);
    let program = licensed.program("parent", licensed.base.customer, full).await;
    let body = machine("pc", "L-KEY");
    let create = || send(&program, "k", Method::POST, "/v1/machines", &body);
    assert_eq!(create().await.status, StatusCode::CREATED);
    assert_eq!(create().await.header("idempotent-replayed"), "true");
    store::testing::reassign(&licensed.db, licensed.license, licensed.base.other_customer).await;
    assert_eq!(create().await.status, StatusCode::NOT_FOUND);
}

#[both_databases]
async fn of_many_at_once_one_is_done(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let product = licensed.product("KEY");
    let body = machine("pc", "KEY");
    let asking = (0..20).map(|_| send(&product, "k", Method::POST, "/v1/machines", &body));
    let answers = futures::future::join_all(asking).await;
    let fresh = answers.iter().filter(|answer| {
        answer.status == StatusCode::CREATED && answer.header("idempotent-replayed").is_empty()
    });
    assert_eq!(fresh.count(), 1);
    for answer in &answers {
        let is_known = matches!(answer.status, StatusCode::CREATED | StatusCode::CONFLICT);
        assert!(is_known, "{}", answer.status);
    }
}
