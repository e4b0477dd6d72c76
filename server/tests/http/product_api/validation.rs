//! Validating a license.

use serde_json::{Value, json};
use store::testing::{LicenseChange, TestDb, both_databases, change_license};

use super::program::{Licensed, json as read, machine};

#[both_databases]
async fn a_license_that_is_overdrawn_stays_valid_where_it_is_active(database: TestDb) {
    let licensed = Licensed::make(&database).await;
    let product = licensed.product("KEY");
    for name in ["a", "b"] {
        product.post("/v1/machines", machine(name, "KEY")).await;
    }
    let less = LicenseChange { purchased: Some(1), ..LicenseChange::default() };
    change_license(&licensed.db, licensed.license, less).await;
    let validate = async |scope: Value| {
        let body = json!({"meta": {"key": "KEY", "scope": scope}});
        read(&product.post("/v1/licenses/actions/validate-key", body).await)["meta"]["code"].clone()
    };
    assert_eq!(validate(json!({})).await, "TOO_MANY_MACHINES");
    assert_eq!(validate(json!({"fingerprint": "a"})).await, "VALID");
    assert_eq!(validate(json!({"fingerprint": "c"})).await, "FINGERPRINT_SCOPE_MISMATCH");
    assert_eq!(validate(Value::Null).await, "TOO_MANY_MACHINES");
}
