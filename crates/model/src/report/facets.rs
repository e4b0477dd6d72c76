//! Counts under a query: every facet is counted under the choices of all others, so each number says how many rows a
//! click on it leads to (R7).

use serde::{Deserialize, Serialize};

use super::Report;
use super::columns::Section;
use super::totals::Totals;
use super::variants::{VARIANTS, Variant};
use crate::{LicenseType, Query, Status, Warning};

/// The counts of a report under a query.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    /// The totals of the shown rows.
    pub shown: Totals,
    /// The shown licenses of each section, indexed by [`Section`].
    pub sections: [u64; Section::ALL.len()],
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

/// Which licenses match the query.
pub(super) struct Tests {
    /// Each variant, and the facets that hide it, as bits.
    variants: Vec<(Variant, u8)>,
    /// For each product, the facets that hide it, as bits.
    products: Vec<u8>,
    /// For each place, the facets that hide it, as bits; None if no choice hides any.
    pub(super) places: Option<Vec<u8>>,
    /// For each class, 1 if its product and its variant are shown, otherwise 0.
    pub(super) classes: Vec<u8>,
}

impl Tests {
    pub(super) fn new(report: &Report, query: &Query) -> Self {
        let Report { dictionaries, place_resellers, .. } = report;
        let reseller_id = |at: &u32| dictionaries.resellers.get(*at as usize).map_or(0, |(id, _)| *id);
        let organization_id = |at: &u32| dictionaries.organizations[*at as usize].id;
        let (products, resellers) = (sorted(&query.products), sorted(&query.resellers));
        let organizations = sorted(&query.organizations);
        let is_chosen = |chosen: &[i64], id: i64| chosen.binary_search(&id).is_ok();
        let warnings = query.warnings.iter().fold(0, |bits, warning| bits | warning.bit());
        let fails = |passes: bool, bit| if passes { 0 } else { bit };
        let variant = |variant: Variant| {
            let Variant { status, license_type, warnings: has } = variant;
            let failures = fails(query.shows(status), STATUS)
                | fails(warnings == 0 || warnings & has != 0, WARNING)
                | fails(query.types.is_empty() || query.types.contains(&license_type), TYPE);
            (variant, failures)
        };
        let product = |id| fails(products.is_empty() || is_chosen(&products, id), PRODUCT);
        let place = |(place, sold_by): (&Vec<u32>, &Vec<u32>)| {
            let by_reseller = sold_by.iter().any(|at| is_chosen(&resellers, reseller_id(at)));
            let by_organization = place.iter().any(|at| is_chosen(&organizations, organization_id(at)));
            fails(resellers.is_empty() || by_reseller, RESELLER)
                | fails(organizations.is_empty() || by_organization, ORGANIZATION)
        };
        let narrows_places = !(resellers.is_empty() && organizations.is_empty());
        let mut tests = Self {
            variants: Variant::all().map(variant).collect(),
            products: dictionaries.products.iter().map(|entry| product(entry.id)).collect(),
            places: narrows_places
                .then(|| dictionaries.places.iter().zip(place_resellers).map(place).collect()),
            classes: Vec::with_capacity(dictionaries.products.len() * VARIANTS),
        };
        for product in &tests.products {
            tests.classes.extend(tests.variants.iter().map(|(_, variant)| u8::from(product | variant == 0)));
        }
        tests
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
        let counts = self.count_places(&tests, &mut facets);
        let (products, variants) = (&tests.products[..], &tests.variants[..]);
        for (class, totals) in self.grouped.totals().iter().enumerate() {
            let licenses = match &counts {
                Some(counts) => u64::from(counts[class]),
                None => totals.licenses,
            };
            let (product, (variant, failures)) = (class / VARIANTS, &variants[class % VARIANTS]);
            let failures = failures | products[product];
            // A facet counts licenses that no facet hides, and those that only its own choice hides.
            if licenses > 0 && failures & failures.wrapping_sub(1) == 0 {
                self.count_class(&mut facets, product, *variant, licenses, failures);
            }
            if failures == 0 && counts.is_none() {
                facets.shown.deployed += totals.deployed;
                facets.shown.purchased += totals.purchased;
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

    /// Counts by place. If a choice hides places, returns the licenses in the others by class, and their units are in the totals.
    fn count_places(&self, tests: &Tests, facets: &mut Facets) -> Option<Vec<u32>> {
        let mut counts = tests.places.as_ref().map(|_| vec![0; tests.classes.len()]);
        for (place, licenses) in self.grouped.places().enumerate() {
            let failures = tests.places.as_ref().map_or(0, |places| places[place]);
            if failures == RESELLER | ORGANIZATION {
                continue;
            }
            let shown = u64::from(self.grouped.count(licenses.clone(), &tests.classes));
            if failures != RESELLER {
                for at in &self.dictionaries.places[place] {
                    facets.organizations[*at as usize] += shown;
                }
            }
            if failures != ORGANIZATION {
                facets.resold += shown;
                for at in &self.place_resellers[place] {
                    facets.resellers[*at as usize] += shown;
                }
            }
            if let (0, Some(counts)) = (failures, &mut counts) {
                self.grouped.add(licenses, &tests.classes, counts, &mut facets.shown);
            }
        }
        counts
    }

    /// Counts licenses of a class by all but their place.
    fn count_class(
        &self,
        facets: &mut Facets,
        product: usize,
        variant: Variant,
        licenses: u64,
        failures: u8,
    ) {
        let counts = |facet: u8| failures & !facet == 0;
        if failures == 0 {
            facets.shown.licenses += licenses;
            facets.sections[Section::of(self.dictionaries.products[product].kind) as usize] += licenses;
        }
        if counts(STATUS) {
            facets.statuses[variant.status as usize] += licenses;
        }
        if counts(WARNING) && variant.warnings != 0 {
            for (warning, count) in Warning::ALL.into_iter().zip(&mut facets.warnings) {
                if variant.warnings & warning.bit() != 0 {
                    *count += licenses;
                }
            }
        }
        if counts(TYPE) {
            facets.types[variant.license_type as usize] += licenses;
        }
        if counts(PRODUCT) {
            facets.products[product] += licenses;
        }
    }
}
