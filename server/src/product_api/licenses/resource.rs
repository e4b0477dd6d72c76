//! A license as the API shows it.

use std::collections::BTreeMap;

use model::activation::{Problem, standing_problem};
use model::license::Validity;
use model::{Day, Hidden};
use serde::Serialize;
use serde_json::{Map, Value};
use store::licenses::License;
use utoipa::ToSchema;

use crate::product_api::document::{Relationship, Resource, SelfLink};
use crate::product_api::timestamp::Timestamp;

/// The properties of a license. Keygen's attributes that Grantry does not have are null.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "Keygen's document has them")]
pub struct LicenseAttributes {
    /// The name of its product.
    name: String,
    /// The key, in full.
    #[schema(value_type = String)]
    key: Hidden,
    /// The last instant of its last day, UTC; null for a subscription without an end.
    expiry: Option<Timestamp>,
    /// `ACTIVE`, `EXPIRING`, `EXPIRED`, `SUSPENDED`, or `INACTIVE` if it is not registered or its first day has not come.
    status: &'static str,
    /// Always 0: uses are not counted.
    uses: u32,
    /// Always false: anyone who has the key may activate.
    protected: bool,
    /// Always null.
    version: Option<String>,
    /// Put on hold by the vendor.
    suspended: bool,
    /// Whether more than one unit was purchased.
    floating: bool,
    /// Always null: keys are not signed.
    scheme: Option<String>,
    /// Always false: without a scope, a license is valid whether it is activated or not.
    strict: bool,
    /// Always false.
    encrypted: bool,
    /// How many units may be deployed; null for no limit. At most 2,147,483,647.
    max_machines: Option<i32>,
    /// Always null.
    max_processes: Option<i32>,
    /// Always null.
    max_users: Option<i32>,
    /// Always null.
    max_cores: Option<i32>,
    /// Always null.
    max_uses: Option<i32>,
    /// Whether installations must ping.
    require_heartbeat: bool,
    /// Always false.
    require_check_in: bool,
    /// Always null.
    last_validated: Option<Timestamp>,
    /// Always null.
    last_check_out: Option<Timestamp>,
    /// Always null.
    last_check_in: Option<Timestamp>,
    /// Always null.
    next_check_in: Option<Timestamp>,
    /// Always empty.
    metadata: Map<String, Value>,
    /// When it was made.
    created: Timestamp,
    /// When it was made.
    updated: Timestamp,
    /// Grantry's own: the first instant of its first day, UTC.
    starts: Timestamp,
    /// Grantry's own: whether its owner registered it.
    registered: bool,
    /// Grantry's own: units purchased.
    purchased: u32,
    /// Grantry's own: units taken by active deployments.
    deployed: u64,
}

const DAY: i64 = 86_400_000;

/// The license as a resource of that account, on `today`.
pub fn resource(license: &License, account: &str, today: Day) -> Resource<LicenseAttributes> {
    let path = format!("/v1/accounts/{account}/licenses/{}", license.public_id);
    let terms = &license.terms;
    let midnight = |day: Day| i64::from(day.0) * DAY;
    let relationships = BTreeMap::from([
        ("account", Relationship::to("accounts", account)),
        ("product", Relationship::to("products", terms.product.to_string())),
        ("machines", Relationship::listed(format!("{path}/machines"), Some(license.deployments))),
        ("entitlements", Relationship::listed(format!("{path}/entitlements"), None)),
    ]);
    let attributes = LicenseAttributes {
        name: license.product_name.clone(),
        key: license.key.clone(),
        expiry: terms.expiration.map(|last| Timestamp(midnight(last) + DAY - 1)),
        status: status(license, today),
        uses: 0,
        protected: false,
        version: None,
        suspended: terms.suspended,
        floating: terms.purchased != 1,
        scheme: None,
        strict: false,
        encrypted: false,
        max_machines: terms
            .overage
            .capacity(terms.purchased)
            .map(|units| i32::try_from(units).unwrap_or(i32::MAX)),
        max_processes: None,
        max_users: None,
        max_cores: None,
        max_uses: None,
        require_heartbeat: license.heartbeat_period.is_some(),
        require_check_in: false,
        last_validated: None,
        last_check_out: None,
        last_check_in: None,
        next_check_in: None,
        metadata: Map::new(),
        created: Timestamp(license.created_at),
        updated: Timestamp(license.created_at),
        starts: Timestamp(midnight(terms.start)),
        registered: terms.registered,
        purchased: terms.purchased,
        deployed: license.units,
    };
    Resource {
        id: license.public_id.clone(),
        kind: "licenses",
        attributes,
        relationships,
        links: Some(SelfLink { this: path }),
    }
}

fn status(license: &License, today: Day) -> &'static str {
    let terms = &license.terms;
    match standing_problem(terms, today) {
        Some(Problem::Suspended) => "SUSPENDED",
        Some(Problem::Expired(_)) => "EXPIRED",
        Some(Problem::NotRegistered | Problem::NotYetValid(_)) => "INACTIVE",
        None if terms.facts().standing(today).validity == Validity::Expiring => "EXPIRING",
        None => "ACTIVE",
    }
}
