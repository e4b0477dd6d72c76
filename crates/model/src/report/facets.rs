//! Counts under a query: every facet is counted under the choices of all others, so each number says how many rows a
//! click on it leads to (R7).

use serde::{Deserialize, Serialize};

use super::{Cell, Report, Sum};
use crate::{LicenseType, Query, Status, Warning};

/// The totals of the shown rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Licenses, each once (R1).
    pub licenses: u64,
    /// Their active deployments.
    pub deployed: u64,
    /// Units purchased.
    pub purchased: u64,
}

/// The counts of a report under a query.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    /// The totals of the shown rows.
    pub shown: Totals,
    /// Licenses under all choices but that of statuses, with expired ones if the query includes them. The statuses add up to
    /// this (R10).
    pub licenses: u64,
    /// Licenses under all choices but that of resellers, each once. If several resellers sold a license, each of them counts it.
    pub resold: u64,
    /// Expired licenses that are hidden until history is asked for.
    pub hidden: u64,
    /// By code of the [`Status`].
    pub statuses: Vec<u64>,
    /// By code of the [`Warning`]; a license can have several.
    pub warnings: Vec<u64>,
    /// By code of the [`LicenseType`].
    pub types: Vec<u64>,
    /// By position in the products.
    pub products: Vec<u64>,
    /// By position in the resellers, and last those without one.
    pub resellers: Vec<u64>,
    /// By position in the organizations.
    pub organizations: Vec<u64>,
}

const STATUS: u8 = 1;
const TYPE: u8 = 2;
const PRODUCT: u8 = 4;
const RESELLER: u8 = 8;
const ORGANIZATION: u8 = 16;
const WARNING: u8 = 32;

/// Which values of each facet match the query.
pub(super) struct Tests {
    statuses: [bool; Status::ALL.len()],
    /// The bits of the chosen warnings; all match if none is chosen.
    warnings: u8,
    types: [bool; LicenseType::ALL.len()],
    products: Vec<bool>,
    place_by_reseller: Vec<bool>,
    place_by_organization: Vec<bool>,
}

impl Tests {
    pub(super) fn new(report: &Report, query: &Query) -> Self {
        let Report { dictionaries, place_resellers, .. } = report;
        let reseller_id = |at: &u32| dictionaries.resellers.get(*at as usize).map_or(0, |(id, _)| *id);
        let organization_id = |at: &u32| dictionaries.organizations[*at as usize].id;
        let (products, resellers) = (sorted(&query.products), sorted(&query.resellers));
        let organizations = sorted(&query.organizations);
        let passes = |chosen: &[i64], id: i64| chosen.is_empty() || chosen.binary_search(&id).is_ok();
        Self {
            statuses: Status::ALL.map(|status| query.shows(status)),
            warnings: query.warnings.iter().fold(0, |bits, warning| bits | warning.bit()),
            types: LicenseType::ALL.map(|kind| query.types.is_empty() || query.types.contains(&kind)),
            products: dictionaries.products.iter().map(|product| passes(&products, product.id)).collect(),
            place_by_reseller: place_resellers
                .iter()
                .map(|place| {
                    resellers.is_empty() || place.iter().any(|at| passes(&resellers, reseller_id(at)))
                })
                .collect(),
            place_by_organization: dictionaries
                .places
                .iter()
                .map(|place| {
                    organizations.is_empty()
                        || place.iter().any(|at| passes(&organizations, organization_id(at)))
                })
                .collect(),
        }
    }

    /// The facets that hide the cell's rows, as bits.
    pub(super) fn failures(&self, cell: &Cell) -> u8 {
        let fails = |passes: bool, bit| if passes { 0 } else { bit };
        fails(self.statuses[cell.status as usize], STATUS)
            | fails(self.warnings == 0 || self.warnings & cell.warnings != 0, WARNING)
            | fails(self.types[cell.license_type as usize], TYPE)
            | fails(self.products[cell.product as usize], PRODUCT)
            | fails(self.place_by_reseller[cell.place as usize], RESELLER)
            | fails(self.place_by_organization[cell.place as usize], ORGANIZATION)
    }
}

/// A choice, sorted for binary search. Those from an address are sorted already.
fn sorted(choice: &[i64]) -> Vec<i64> {
    let mut sorted = choice.to_vec();
    sorted.sort_unstable();
    sorted
}

impl Report {
    /// All counts under `query`, including the search (see [`set_search`](Self::set_search)).
    pub fn facets(&self, query: &Query) -> Facets {
        let dictionaries = &self.dictionaries;
        let mut facets = Facets {
            statuses: vec![0; Status::ALL.len()],
            warnings: vec![0; Warning::ALL.len()],
            types: vec![0; LicenseType::ALL.len()],
            products: vec![0; dictionaries.products.len()],
            resellers: vec![0; dictionaries.resellers.len() + 1],
            organizations: vec![0; dictionaries.organizations.len()],
            ..Facets::default()
        };
        let tests = Tests::new(self, query);
        for (cell, sum) in self.cells.iter().zip(&self.sums) {
            let failures = tests.failures(cell);
            // A facet counts cells that no facet hides, and those that only its own choice hides.
            if failures & (failures.wrapping_sub(1)) == 0 {
                self.count(&mut facets, cell, *sum, failures);
            }
        }
        let expired = facets.statuses[Status::Expired as usize];
        facets.licenses = facets.statuses.iter().sum();
        if !query.includes_expired() {
            facets.licenses -= expired;
            facets.hidden = if query.statuses.is_empty() { expired } else { 0 };
        }
        facets
    }

    fn count(&self, facets: &mut Facets, cell: &Cell, sum: Sum, failures: u8) {
        let rows = u64::from(sum.rows);
        let counts = |facet: u8| failures & !facet == 0;
        if failures == 0 {
            facets.shown.licenses += rows;
            facets.shown.deployed += sum.deployed;
            facets.shown.purchased += sum.purchased;
        }
        if counts(STATUS) {
            facets.statuses[cell.status as usize] += rows;
        }
        if counts(WARNING) && cell.warnings != 0 {
            for (warning, count) in Warning::ALL.into_iter().zip(&mut facets.warnings) {
                if cell.warnings & warning.bit() != 0 {
                    *count += rows;
                }
            }
        }
        if counts(TYPE) {
            facets.types[cell.license_type as usize] += rows;
        }
        if counts(PRODUCT) {
            facets.products[cell.product as usize] += rows;
        }
        if counts(RESELLER) {
            facets.resold += rows;
            for at in &self.place_resellers[cell.place as usize] {
                facets.resellers[*at as usize] += rows;
            }
        }
        if counts(ORGANIZATION) {
            for at in &self.dictionaries.places[cell.place as usize] {
                facets.organizations[*at as usize] += rows;
            }
        }
    }
}
