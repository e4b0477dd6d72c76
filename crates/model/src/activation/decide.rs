//! The decision (R12).

use serde::{Deserialize, Serialize};

use super::{DeploymentId, DeploymentIdError, Mode, Overage};
use crate::license::Facts;
use crate::{Day, ProductId, ProductKind, Status};

/// The license's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The licensed product.
    pub product: ProductId,
    /// Where the product runs.
    pub kind: ProductKind,
    /// First day, UTC.
    pub start: Day,
    /// Last day, UTC; None for a subscription without an end.
    pub expiration: Option<Day>,
    /// Put on hold by the vendor.
    pub suspended: bool,
    /// Registered by its owner.
    pub registered: bool,
    /// Units purchased.
    pub purchased: u32,
    /// How far deployments may exceed the purchased units.
    pub overage: Overage,
}

impl Terms {
    /// The facts for its standing, with nothing deployed: units are counted elsewhere.
    pub fn facts(&self) -> Facts {
        Facts {
            start: self.start,
            expiration: self.expiration,
            deployed: 0,
            purchased: self.purchased,
            suspended: self.suspended,
            registered: self.registered,
        }
    }
}

/// How much of it is in use, counted from deployments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Units that active deployments take.
    pub units: u64,
    /// Units that the requesting deployment has already; None if it is not active.
    pub here: Option<u32>,
}

/// An installation's request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// The installation's ID, as given.
    pub deployment: &'a str,
    /// How many units it needs, as given.
    pub quantity: i64,
    /// How it communicates with the vendor.
    pub mode: Mode,
    /// The requesting product, if it says so.
    pub product: Option<ProductId>,
}

/// A positive decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is active already, with this many units, and takes no further one.
    Active(DeploymentId, u32),
    /// It may take this many units.
    Take(DeploymentId, u32),
}

/// Why a request is refused. Each has a code for programs and a sentence for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    /// No license has that key.
    #[error("No license has this key. Compare it with your order, and enter the full key.")]
    UnknownKey,
    /// The license's standing forbids it.
    #[error(transparent)]
    Standing(#[from] Problem),
    /// It licenses another product.
    #[error("This key is for another product.")]
    WrongProduct,
    /// It licenses a cloud service.
    #[error("This key is for a cloud service: there is nothing to activate.")]
    CloudService,
    /// All units are taken, or fewer are left than asked for.
    #[error("{} {used} of {capacity} are deployed. Remove a deployment or buy more units.", left(*capacity, *used, *asked))]
    NoUnitLeft {
        /// Units that may be deployed.
        capacity: u64,
        /// Units that active deployments have.
        used: u64,
        /// Units requested.
        asked: u32,
    },
    /// The deployment ID is invalid.
    #[error(transparent)]
    BadDeploymentId(#[from] DeploymentIdError),
    /// The quantity is invalid.
    #[error("The quantity must be a whole number from 1 to 4,294,967,295, not {0}.")]
    BadQuantity(i64),
    /// The deployment ID is the number of another deployment of this license: one text would name both.
    #[error(
        "This deployment ID is the number of another deployment of this license. Give this installation a different ID."
    )]
    NumberOfAnother,
}

/// Why nobody may use a license, gravest first (R6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Problem {
    /// Put on hold by the vendor.
    #[error("This license is suspended. Ask your seller.")]
    Suspended,
    /// Its last day has passed.
    #[error("This license expired on {0} (UTC). Renew it to activate.")]
    Expired(Day),
    /// Not yet registered by its owner.
    #[error("This license is not registered yet. Register it to activate.")]
    NotRegistered,
    /// Its first day has not come.
    #[error("This license has not started. It can be activated from {0} (UTC).")]
    NotYetValid(Day),
}

/// Says how many units are left, and how many were requested.
fn left(capacity: u64, used: u64, asked: u32) -> String {
    match capacity.saturating_sub(used) {
        0 => "No units are left:".to_owned(),
        1 => format!("1 unit is left, but {asked} were requested:"),
        left => format!("{left} units are left, but {asked} were requested:"),
    }
}

impl Refusal {
    /// The sentence for people who may not see the license: only the outcome of their attempt.
    pub fn outcome(&self) -> String {
        match self {
            Self::NoUnitLeft { .. } => "Not enough units are left. Ask your license manager.".to_owned(),
            Self::Standing(Problem::Expired(_)) => "This license has expired.".to_owned(),
            Self::Standing(Problem::NotYetValid(_)) => "This license has not started.".to_owned(),
            other => other.to_string(),
        }
    }

    /// The code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownKey => "UNKNOWN_KEY",
            Self::Standing(Problem::Suspended) => "SUSPENDED",
            Self::Standing(Problem::Expired(_)) => "EXPIRED",
            Self::Standing(Problem::NotRegistered) => "NOT_REGISTERED",
            Self::Standing(Problem::NotYetValid(_)) => "NOT_YET_VALID",
            Self::WrongProduct => "WRONG_PRODUCT",
            Self::CloudService => "CLOUD_SERVICE",
            Self::NoUnitLeft { .. } => "NO_UNIT_LEFT",
            Self::BadDeploymentId(_) => "BAD_DEPLOYMENT_ID",
            Self::BadQuantity(_) => "BAD_QUANTITY",
            Self::NumberOfAnother => "NUMBER_OF_ANOTHER",
        }
    }
}

/// The problem with the license on `today`, whoever asks for it.
pub fn standing_problem(terms: &Terms, today: Day) -> Option<Problem> {
    match terms.facts().standing(today).status() {
        Status::Suspended => Some(Problem::Suspended),
        Status::Expired => terms.expiration.map(Problem::Expired),
        Status::NotRegistered => Some(Problem::NotRegistered),
        Status::NotStarted => Some(Problem::NotYetValid(terms.start)),
        Status::Active | Status::Expiring | Status::Depleted | Status::Overused => None,
    }
}

/// Decides whether the deployment may use the license at `now`, in milliseconds since the Unix epoch (R12).
///
/// Checks the request itself first, then the license, then the units left. An active deployment gets what it has, whatever
/// quantity it asks for now.
pub fn decide(terms: &Terms, used: Used, request: &Request<'_>, now: i64) -> Result<Decision, Refusal> {
    let deployment = DeploymentId::parse(request.deployment)?;
    let quantity = u32::try_from(request.quantity).ok().filter(|&quantity| quantity > 0);
    let quantity = quantity.ok_or(Refusal::BadQuantity(request.quantity))?;
    if terms.kind == ProductKind::Cloud {
        return Err(Refusal::CloudService);
    }
    if request.product.is_some_and(|product| product != terms.product) {
        return Err(Refusal::WrongProduct);
    }
    if let Some(problem) = standing_problem(terms, Day::of_instant(now)) {
        return Err(problem.into());
    }
    if let Some(here) = used.here {
        return Ok(Decision::Active(deployment, here));
    }
    match terms.overage.capacity(terms.purchased) {
        Some(capacity) if used.units.saturating_add(u64::from(quantity)) > capacity => {
            Err(Refusal::NoUnitLeft { capacity, used: used.units, asked: quantity })
        }
        _ => Ok(Decision::Take(deployment, quantity)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(20_779);
    const NOW: i64 = 20_779 * 86_400_000;
    const TERMS: Terms = Terms {
        product: 1,
        kind: ProductKind::OnPremises,
        start: TODAY,
        expiration: Some(TODAY),
        suspended: false,
        registered: true,
        purchased: 2,
        overage: Overage::None,
    };

    fn ask(terms: Terms, used: Used, quantity: i64) -> Result<Decision, Refusal> {
        let request = Request { deployment: "pc", quantity, mode: Mode::Online, product: Some(1) };
        decide(&terms, used, &request, NOW)
    }

    fn id() -> DeploymentId {
        DeploymentId::parse("pc").unwrap()
    }

    #[test]
    fn units_are_taken_up_to_the_capacity() {
        let used = |units| Used { units, here: None };
        assert_eq!(ask(TERMS, used(1), 1), Ok(Decision::Take(id(), 1)));
        let none_left = Refusal::NoUnitLeft { capacity: 2, used: 2, asked: 1 };
        assert_eq!(ask(TERMS, used(2), 1), Err(none_left));
        assert_eq!(ask(TERMS, used(1), 2), Err(Refusal::NoUnitLeft { capacity: 2, used: 1, asked: 2 }));
        assert_eq!(ask(Terms { overage: Overage::Half, ..TERMS }, used(2), 1), Ok(Decision::Take(id(), 1)));
        assert_eq!(
            ask(Terms { overage: Overage::Always, ..TERMS }, used(u64::MAX), 1),
            Ok(Decision::Take(id(), 1))
        );
    }

    #[test]
    fn an_active_deployment_takes_no_further_unit() {
        let used = Used { units: 2, here: Some(1) };
        assert_eq!(ask(TERMS, used, 1), Ok(Decision::Active(id(), 1)));
        assert_eq!(ask(TERMS, used, 7), Ok(Decision::Active(id(), 1)));
    }

    #[test]
    fn what_stands_against_a_license_is_said_gravest_first() {
        let free = Used::default();
        let yesterday = TODAY.plus(-1);
        let mut worst = Terms {
            suspended: true,
            expiration: Some(yesterday),
            registered: false,
            start: TODAY.plus(1),
            ..TERMS
        };
        assert_eq!(ask(worst, free, 1), Err(Problem::Suspended.into()));
        worst.suspended = false;
        assert_eq!(ask(worst, free, 1), Err(Problem::Expired(yesterday).into()));
        worst.expiration = None;
        assert_eq!(ask(worst, free, 1), Err(Problem::NotRegistered.into()));
        worst.registered = true;
        assert_eq!(ask(worst, free, 1), Err(Problem::NotYetValid(TODAY.plus(1)).into()));
        worst.start = TODAY;
        assert_eq!(ask(worst, free, 1), Ok(Decision::Take(id(), 1)));
        // Even an active deployment can't use what it has.
        let here = Used { units: 1, here: Some(1) };
        assert_eq!(ask(Terms { suspended: true, ..TERMS }, here, 1), Err(Problem::Suspended.into()));
    }

    #[test]
    fn a_request_that_makes_no_sense_is_refused_before_all_else() {
        let suspended = Terms { suspended: true, ..TERMS };
        for quantity in [0, -1, i64::from(u32::MAX) + 1] {
            assert_eq!(ask(suspended, Used::default(), quantity), Err(Refusal::BadQuantity(quantity)));
        }
        let request = Request { deployment: " ", quantity: 1, mode: Mode::Offline, product: None };
        let refused = decide(&suspended, Used::default(), &request, NOW);
        assert_eq!(refused, Err(Refusal::BadDeploymentId(DeploymentIdError::Missing)));
        let other = Terms { product: 2, ..suspended };
        assert_eq!(ask(other, Used::default(), 1), Err(Refusal::WrongProduct));
        let cloud = Terms { kind: ProductKind::Cloud, ..other };
        assert_eq!(ask(cloud, Used::default(), 1), Err(Refusal::CloudService));
    }
}
