//! What a class of licenses has in common beside its product, and its code.

use crate::Warning;
use crate::license::{LicenseType, Standing, Status, Usage, Validity};

/// Standings that differ in status or warnings, whatever their usage: the validity, and whether they are suspended and registered.
const STANDINGS: [(Validity, bool, bool); 8] = [
    (Validity::Active, true, false),
    (Validity::Active, true, true),
    (Validity::Expired, false, false),
    (Validity::Expired, false, true),
    (Validity::Active, false, false),
    (Validity::NotStarted, false, true),
    (Validity::Expiring, false, true),
    (Validity::Active, false, true),
];
const USAGES: [Usage; 4] = [Usage::Free, Usage::NearlyDepleted, Usage::Depleted, Usage::Overused];

/// How many variants a product's licenses can have.
pub(super) const VARIANTS: usize = STANDINGS.len() * USAGES.len() * LicenseType::ALL.len();

/// What licenses of a class have in common beside their product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Variant {
    pub(super) status: Status,
    pub(super) license_type: LicenseType,
    /// The warnings, as [`Warning::bit`]s.
    pub(super) warnings: u8,
}

impl Variant {
    fn of(standing: Standing, license_type: LicenseType) -> Self {
        let warnings = standing.warnings().map(Warning::bit).sum();
        Self { status: standing.status(), license_type, warnings }
    }

    /// The variant of each code.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..VARIANTS).map(|code| {
            let (validity, suspended, registered) = STANDINGS[code / 16];
            let standing = Standing { validity, usage: USAGES[code / 4 % 4], suspended, registered };
            Self::of(standing, LicenseType::ALL[code % 4])
        })
    }
}

/// The code of a variant.
pub(super) fn code(standing: Standing, license_type: u8) -> usize {
    let Standing { validity, usage, suspended, registered } = standing;
    let at = match validity {
        _ if suspended => usize::from(registered),
        Validity::Expired => 2 + usize::from(registered),
        _ if !registered => 4,
        Validity::NotStarted => 5,
        Validity::Expiring => 6,
        Validity::Active => 7,
    };
    (at * 4 + usage as usize) * 4 + usize::from(license_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_for_the_status_and_the_warnings_of_a_standing() {
        let variants: Vec<_> = Variant::all().collect();
        let validities = [Validity::NotStarted, Validity::Active, Validity::Expiring, Validity::Expired];
        for (validity, usage) in validities.into_iter().flat_map(|one| USAGES.map(|usage| (one, usage))) {
            for (suspended, registered) in [(false, false), (false, true), (true, false), (true, true)] {
                let standing = Standing { validity, usage, suspended, registered };
                for license_type in LicenseType::ALL {
                    let code = code(standing, license_type as u8);
                    assert_eq!(variants[code], Variant::of(standing, license_type));
                }
            }
        }
    }
}
