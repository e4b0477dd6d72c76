//! A machine as the API shows it.

use std::collections::BTreeMap;

use model::activation::Mode;
use serde::Serialize;
use serde_json::{Map, Value};
use store::deployments::Deployment;
use store::licenses::License;
use utoipa::ToSchema;

use crate::product_api::document::{Relationship, Resource, SelfLink};
use crate::product_api::timestamp::Timestamp;

/// The properties of a machine. Keygen's attributes that Grantry does not have are null.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MachineAttributes {
    /// The ID that the installation gives itself.
    fingerprint: String,
    /// The product's name for it.
    name: Option<String>,
    /// Name of the computer.
    hostname: Option<String>,
    /// Its platform.
    platform: Option<String>,
    /// Its network address, as reported by the product.
    ip: Option<String>,
    /// How many processor cores it has.
    cores: Option<i32>,
    /// Always null.
    memory: Option<u64>,
    /// Always null.
    disk: Option<u64>,
    /// Always null.
    max_processes: Option<i32>,
    /// Whether it must ping.
    require_heartbeat: bool,
    /// `NOT_STARTED`, `ALIVE`, `DEAD` or `RESURRECTED`.
    heartbeat_status: &'static str,
    /// For how many seconds it may be silent; null for no limit.
    heartbeat_duration: Option<i32>,
    /// The time of its last heartbeat.
    last_heartbeat: Option<Timestamp>,
    /// The time by which it must ping again.
    next_heartbeat: Option<Timestamp>,
    /// Always null.
    last_check_out: Option<Timestamp>,
    /// The product's own data about it.
    metadata: Map<String, Value>,
    /// When it was activated.
    created: Timestamp,
    /// When the server last heard from it.
    updated: Timestamp,
    /// Grantry's own: version of the product.
    version: Option<String>,
    /// Grantry's own: how many units it takes.
    quantity: u32,
    /// Grantry's own: `online`, or `offline` if it has a file from the portal and is never released for silence.
    mode: &'static str,
}

/// The machine of that license as a resource at `now`, in milliseconds since the Unix epoch.
pub fn resource(
    machine: &Deployment,
    license: &License,
    account: &str,
    now: i64,
) -> Resource<MachineAttributes> {
    let path = format!("/v1/accounts/{account}/machines/{}", machine.id);
    let pulse = machine.pulse(license.heartbeat_period);
    let host = &machine.host;
    let told = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let attributes = MachineAttributes {
        fingerprint: machine.deployment_id.clone(),
        name: host.name.clone(),
        hostname: told(&host.host_name),
        platform: told(&host.platform),
        ip: host.ip.clone(),
        cores: host.cores,
        memory: None,
        disk: None,
        max_processes: None,
        require_heartbeat: pulse.period.is_some(),
        heartbeat_status: pulse.state(now).code(),
        heartbeat_duration: pulse.period.map(|seconds| i32::try_from(seconds).unwrap_or(i32::MAX)),
        last_heartbeat: machine.heartbeat_at.map(Timestamp),
        next_heartbeat: pulse.dies_at().map(Timestamp),
        last_check_out: None,
        metadata: host
            .metadata
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default(),
        created: Timestamp(machine.activated_at),
        updated: Timestamp(machine.last_seen_at),
        version: told(&host.product_version),
        quantity: machine.quantity,
        mode: if machine.mode == Mode::Offline { "offline" } else { "online" },
    };
    let relationships = BTreeMap::from([
        ("account", Relationship::to("accounts", account)),
        ("license", Relationship::to("licenses", license.public_id.clone())),
        ("product", Relationship::to("products", license.terms.product.to_string())),
    ]);
    Resource {
        id: machine.id.to_string(),
        kind: "machines",
        attributes,
        relationships,
        links: Some(SelfLink { this: path }),
    }
}
