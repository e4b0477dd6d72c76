//! A license's key in other spellings: as e-mails, people and spreadsheets write it.

use http::StatusCode;
use model::{Level, Levels};
use serde_json::json;

use super::program::{Licensed, json as body, machine};

#[store::testing::both_databases]
async fn a_key_is_taken_in_every_spelling_wherever_products_give_it(database: store::testing::TestDb) {
    let licensed = Licensed::make(&database).await;
    let program = licensed.program("parent", licensed.base.customer, Levels::all(Level::FullAccess)).await;
    for (spelled, in_path) in [
        ("KEY", "KEY"),
        ("key", "key"),
        (" k-e-y ", "k-e-y"),
        ("K\u{2013}EY\u{a0}", "K%E2%80%93EY"),
        ("K\u{200b}E\u{ad}Y\u{feff}", "K%E2%80%8BEY"),
    ] {
        let name = format!("{spelled:?}");
        let asked = json!({"meta": {"key": spelled}});
        let answer = licensed.nobody().post("/v1/licenses/actions/validate-key", asked).await;
        let told = body(&answer);
        assert_eq!(answer.status, StatusCode::OK, "{name}: {told}");
        assert_eq!(told["meta"]["code"].as_str().unwrap(), "VALID", "{name}: {told}");
        // In its original spelling.
        assert_eq!(told["data"]["attributes"]["key"], "KEY", "{name}");

        let found = program.get(&format!("/v1/licenses/{in_path}")).await;
        assert_eq!(body(&found)["data"]["attributes"]["key"], "KEY", "{name}");
        let fingerprint = format!("fp-{in_path}");
        let created = program.post("/v1/machines", machine(&fingerprint, spelled)).await;
        assert_eq!(created.status, StatusCode::CREATED, "{name}: {}", body(&created));
        if spelled.is_ascii() {
            let me = licensed.product(spelled.trim()).get("/v1/me").await;
            assert_eq!(body(&me)["data"]["attributes"]["key"], "KEY", "{name}");
        }
    }
    for other in ["KE", "KEYS", "K_EY"] {
        let asked = json!({"meta": {"key": other}});
        let answer = licensed.nobody().post("/v1/licenses/actions/validate-key", asked).await;
        assert_eq!(body(&answer)["meta"]["code"], "NOT_FOUND", "{other}");
    }
}
