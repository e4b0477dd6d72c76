//! The signatures of responses, and the keys that verify them.

use serde_json::json;

use super::program::{Licensed, json as read};

#[tokio::test]
async fn every_answer_is_signed_over_what_was_asked() {
    let database = store::testing::sqlite().await;
    let licensed = Licensed::make(&database).await;
    let key = license_file::SigningKey::from_seed(&[7; 32]);
    for (path, status) in [
        ("/v1/accounts/demo/licenses?limit=1", 200),
        ("/v1/licenses/L-NONE", 404),
        ("/v1/ping", 200),
        ("/v1/nowhere?x=%20", 404),
    ] {
        let answer = licensed.product("KEY").get(path).await;
        assert_eq!(answer.status, status, "{path}");
        let signed = license_file::Response {
            account: "demo",
            method: "get",
            path_and_query: path,
            host: "licenses.example",
            date: "Sun, 22 Nov 2026 12:00:00 GMT",
            body: &answer.body,
        };
        for (name, value) in license_file::sign_response(&key, &signed) {
            assert_eq!(answer.header(name), value, "{name} of {path}");
        }
    }
    let keys = licensed.nobody().get("/.well-known/license-keys.json").await;
    let keys = read(&keys);
    assert_eq!(
        (&keys["account"], &keys["keys"][0]["publicKey"]),
        (&json!("demo"), &json!(key.public().to_string()))
    );
}
