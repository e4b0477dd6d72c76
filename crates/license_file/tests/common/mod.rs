//! A license and a machine in the form that files contain.

use license_file::{Document, Meta, SigningKey};
use serde_json::{Value, json};

/// 2026-01-01.
pub const ISSUED: i64 = 1_767_225_600_000;
/// In seconds: long enough that clients with their own clock find the files valid.
pub const TTL: u32 = 2_000_000_000;
pub const LICENSE_KEY: &str = "K7QX-29MV-4TRD-W3PA";
pub const FINGERPRINT: &str = "build-server-7";

pub fn key() -> SigningKey {
    SigningKey::from_seed(&[42; 32])
}

fn license() -> Value {
    json!({
        "id": "1208", "type": "licenses",
        "attributes": {
            "name": "Modeler – Ünïcode", "key": LICENSE_KEY, "expiry": "2030-01-01T00:00:00Z",
            "status": "ACTIVE", "maxMachines": 50, "metadata": {"units": 50}
        },
        "relationships": {"account": {"data": {"type": "accounts", "id": "demo"}}}
    })
}

pub fn license_document() -> Document {
    let entitlement = json!({
        "id": "3", "type": "entitlements",
        "attributes": {
            "name": "Simulation", "code": "simulation", "metadata": {},
            "created": "2026-01-01T00:00:00Z", "updated": "2026-01-01T00:00:00Z"
        },
        "relationships": {}
    });
    Document { data: license(), included: vec![entitlement], meta: Meta::new(ISSUED, TTL) }
}

pub fn machine_document() -> Document {
    let machine = json!({
        "id": "77", "type": "machines",
        "attributes": {
            "fingerprint": FINGERPRINT, "name": null, "platform": null, "hostname": null, "ip": null,
            "cores": 8, "metadata": {}, "requireHeartbeat": false, "heartbeatStatus": "NOT_STARTED",
            "heartbeatDuration": null, "created": "2026-01-01T00:00:00Z", "updated": "2026-01-01T00:00:00Z"
        },
        "relationships": {"license": {"data": {"type": "licenses", "id": "1208"}}}
    });
    Document { data: machine, included: vec![license()], meta: Meta::new(ISSUED, TTL) }
}
