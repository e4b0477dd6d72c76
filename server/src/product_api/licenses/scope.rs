//! Decides whether a license is valid: by itself, and for a scope, which is what a product says about itself.

use model::Day;
use model::activation::{Heartbeat, Problem, standing_problem};
use model::text::written_number;
use serde::{Deserialize, Serialize};
use store::Db;
use store::deployments::{self, Deployment, DeploymentError, Holder, Named};
use store::licenses::License;
use store::licenses::entitlement::{EntitlementQuery, of_license};
use store::text::same;
use utoipa::ToSchema;

use crate::product_api::error::ApiError;

/// At most this many fingerprints in a scope.
const FINGERPRINTS: usize = 20;

/// Information that a product sends about itself. Values that are not given are not checked.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scope {
    /// The product, by its ID or its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Never fits: Grantry has no policies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The machine's fingerprint, which is its deployment ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Up to 20 fingerprints; one of them must fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprints: Option<Vec<String>>,
    /// Never fit: Grantry stores no components.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<String>>,
    /// The machine's ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
    /// Never fits: licenses have no users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Codes of entitlements, all of which the license must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entitlements: Option<Vec<String>>,
    /// Ignored: Grantry stores no releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum: Option<String>,
    /// Ignored: Grantry stores no releases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Never fits: Grantry has no environments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

/// The result of a validation, by Keygen's codes; the last two are Grantry's own, for cases that Keygen does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Valid,
    NotFound,
    Suspended,
    Expired(Day),
    NoMachine,
    NoMachines,
    TooManyMachines,
    FingerprintScopeEmpty,
    FingerprintScopeMismatch,
    MachineScopeMismatch,
    HeartbeatNotStarted,
    HeartbeatDead,
    ProductScopeMismatch,
    PolicyScopeMismatch,
    UserScopeMismatch,
    ComponentsScopeMismatch,
    EnvironmentScopeMismatch,
    EntitlementsScopeEmpty,
    EntitlementsMissing,
    NotRegistered,
    NotYetValid(Day),
}

impl Verdict {
    /// The code for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "VALID",
            Self::NotFound => "NOT_FOUND",
            Self::Suspended => "SUSPENDED",
            Self::Expired(_) => "EXPIRED",
            Self::NoMachine => "NO_MACHINE",
            Self::NoMachines => "NO_MACHINES",
            Self::TooManyMachines => "TOO_MANY_MACHINES",
            Self::FingerprintScopeEmpty => "FINGERPRINT_SCOPE_EMPTY",
            Self::FingerprintScopeMismatch => "FINGERPRINT_SCOPE_MISMATCH",
            Self::MachineScopeMismatch => "MACHINE_SCOPE_MISMATCH",
            Self::HeartbeatNotStarted => "HEARTBEAT_NOT_STARTED",
            Self::HeartbeatDead => "HEARTBEAT_DEAD",
            Self::ProductScopeMismatch => "PRODUCT_SCOPE_MISMATCH",
            Self::PolicyScopeMismatch => "POLICY_SCOPE_MISMATCH",
            Self::UserScopeMismatch => "USER_SCOPE_MISMATCH",
            Self::ComponentsScopeMismatch => "COMPONENTS_SCOPE_MISMATCH",
            Self::EnvironmentScopeMismatch => "ENVIRONMENT_SCOPE_MISMATCH",
            Self::EntitlementsScopeEmpty => "ENTITLEMENTS_SCOPE_EMPTY",
            Self::EntitlementsMissing => "ENTITLEMENTS_MISSING",
            Self::NotRegistered => "NOT_REGISTERED",
            Self::NotYetValid(_) => "NOT_YET_VALID",
        }
    }

    /// The sentence for people.
    pub fn detail(self) -> String {
        let sentence = match self {
            Self::Valid => "is valid",
            Self::NotFound => "does not exist: no license has this key",
            Self::Suspended => "is suspended",
            Self::Expired(day) => return format!("expired on {day} (UTC)"),
            Self::NoMachine | Self::NoMachines => "is not activated",
            Self::TooManyMachines => "has more units deployed than it allows",
            Self::FingerprintScopeEmpty => "can't be checked: the fingerprint is empty",
            Self::FingerprintScopeMismatch => {
                "is not activated on this machine: no machine has this fingerprint"
            }
            Self::MachineScopeMismatch => "is not activated on this machine: no machine has this ID",
            Self::HeartbeatNotStarted => "needs a heartbeat from this machine, which has never sent one",
            Self::HeartbeatDead => "needs a heartbeat from this machine, which has been silent for too long",
            Self::ProductScopeMismatch => "is for another product",
            Self::PolicyScopeMismatch => "has no policy",
            Self::UserScopeMismatch => "has no users",
            Self::ComponentsScopeMismatch => "has no components",
            Self::EnvironmentScopeMismatch => "has no environment",
            Self::EntitlementsScopeEmpty => "can't be checked: no entitlement is named",
            Self::EntitlementsMissing => "lacks an entitlement",
            Self::NotRegistered => "is not registered yet",
            Self::NotYetValid(day) => return format!("has not started: it is valid starting on {day} (UTC)"),
        };
        sentence.to_owned()
    }
}

/// Validates the license for the scope at `now`, in milliseconds since the Unix epoch. Checks the license itself first, then
/// the rest of the scope, then the machine. `holder` may read the license, `machines` its machines; None if they are hidden.
pub async fn judge(
    db: &Db,
    holder: &Holder,
    machines: Option<&Holder>,
    license: &License,
    scope: &Scope,
    now: i64,
) -> Result<Verdict, ApiError> {
    match standing_problem(&license.terms, Day::of_instant(now)) {
        Some(Problem::Suspended) => return Ok(Verdict::Suspended),
        Some(Problem::Expired(day)) => return Ok(Verdict::Expired(day)),
        Some(Problem::NotRegistered) => return Ok(Verdict::NotRegistered),
        Some(Problem::NotYetValid(day)) => return Ok(Verdict::NotYetValid(day)),
        None => {}
    }
    if let Some(verdict) = elsewhere(license, scope) {
        return Ok(verdict);
    }
    if let Some(codes) = &scope.entitlements {
        if codes.is_empty() {
            return Ok(Verdict::EntitlementsScopeEmpty);
        }
        let granted = of_license(db, holder, license.id, EntitlementQuery::default()).await?;
        if codes.iter().any(|code| granted.iter().all(|entitlement| entitlement.code != *code)) {
            return Ok(Verdict::EntitlementsMissing);
        }
    }
    match on_machine(db, machines, license, scope, now).await? {
        Some(verdict) => Ok(verdict),
        None if is_overdrawn(license) => Ok(Verdict::TooManyMachines),
        None => Ok(Verdict::Valid),
    }
}

/// The first part of the scope, other than machines and entitlements, that the license does not fit.
fn elsewhere(license: &License, scope: &Scope) -> Option<Verdict> {
    let is_of = |product: &String| {
        *product == license.terms.product.to_string() || same(product) == same(&license.product_name)
    };
    if scope.product.as_ref().is_some_and(|product| !is_of(product)) {
        return Some(Verdict::ProductScopeMismatch);
    }
    // A value that can't be checked does not fit.
    let there = [
        (scope.environment.is_some(), Verdict::EnvironmentScopeMismatch),
        (scope.policy.is_some(), Verdict::PolicyScopeMismatch),
        (scope.user.is_some(), Verdict::UserScopeMismatch),
        (scope.components.is_some(), Verdict::ComponentsScopeMismatch),
    ];
    there.into_iter().find(|(is_named, _)| *is_named).map(|(_, verdict)| verdict)
}

fn is_overdrawn(license: &License) -> bool {
    let terms = &license.terms;
    terms.overage.capacity(terms.purchased).is_some_and(|capacity| license.units > capacity)
}

/// The verdict on the machine that the scope names; None if it names none. An active machine keeps its units (R12), even if
/// the license is overused.
async fn on_machine(
    db: &Db,
    machines: Option<&Holder>,
    license: &License,
    scope: &Scope,
    now: i64,
) -> Result<Option<Verdict>, ApiError> {
    let single = scope.fingerprint.as_ref().map(std::slice::from_ref);
    let fingerprints = single.or(scope.fingerprints.as_deref());
    if fingerprints.is_none() && scope.machine.is_none() {
        return Ok(None);
    }
    if fingerprints.is_some_and(|all| all.iter().all(|one| one.trim().is_empty())) {
        return Ok(Some(Verdict::FingerprintScopeEmpty));
    }
    if license.deployments == 0 {
        let is_for_one = license.terms.purchased == 1;
        return Ok(Some(if is_for_one { Verdict::NoMachine } else { Verdict::NoMachines }));
    }
    let mut named = Vec::new();
    if let Some(machine) = &scope.machine {
        let found = match written_number(machine.trim()) {
            Some(number) => active(db, machines, Named::Number(number)).await?,
            None => None,
        };
        match found.filter(|machine| machine.license == license.id) {
            Some(machine) => named.push(machine),
            None => return Ok(Some(Verdict::MachineScopeMismatch)),
        }
    }
    if let Some(fingerprints) = fingerprints {
        if fingerprints.len() > FINGERPRINTS {
            let detail = format!("A scope can have up to {FINGERPRINTS} fingerprints.");
            let error = ApiError::bad_request("BODY_INVALID", detail);
            return Err(error.at_pointer("/meta/scope/fingerprints"));
        }
        let mut found = Vec::new();
        for fingerprint in fingerprints {
            let id = Named::Id(license.id, fingerprint.trim());
            found.extend(active(db, machines, id).await?);
        }
        let is_the_named = |machine: &Deployment| named.is_empty() || named.contains(machine);
        let Some(machine) = found.into_iter().find(is_the_named) else {
            return Ok(Some(Verdict::FingerprintScopeMismatch));
        };
        named = vec![machine];
    }
    let dead = named.iter().find_map(|machine| heartbeat(machine, license, now));
    Ok(Some(dead.unwrap_or(Verdict::Valid)))
}

/// The problem with a machine whose license requires a heartbeat, if any.
fn heartbeat(machine: &Deployment, license: &License, now: i64) -> Option<Verdict> {
    let pulse = machine.pulse(license.heartbeat_period);
    pulse.period?;
    match pulse.state(now) {
        Heartbeat::NotStarted => Some(Verdict::HeartbeatNotStarted),
        Heartbeat::Dead => Some(Verdict::HeartbeatDead),
        Heartbeat::Alive | Heartbeat::Resurrected => None,
    }
}

async fn active(
    db: &Db,
    machines: Option<&Holder>,
    named: Named<'_>,
) -> Result<Option<Deployment>, ApiError> {
    let Some(holder) = machines else { return Ok(None) };
    match deployments::find(db, holder, named).await {
        Ok(machine) => Ok(Some(machine)),
        Err(DeploymentError::Refused(_)) => Ok(None),
        Err(DeploymentError::Database(error)) => Err(error.into()),
    }
}
