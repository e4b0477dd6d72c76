//! `model::report` for the benchmark page in bench: the portal's work in the browser at a click, without the portal around it.

use model::report::{Columns, Dictionaries, Facets, OrganizationEntry, ProductEntry, Report, Rows, Section};
use model::{Day, ProductKind, Query};
use wasm_bindgen::prelude::*;

/// Numbers per license for [`Bench::new`]: position of its organization, position of its product, type, first day, last day
/// (`i32::MAX` for none), deployed, purchased, flags.
const STRIDE: usize = 8;

/// A report over made-up licenses, all of on-premises products.
#[wasm_bindgen]
pub struct Bench {
    report: Report,
}

#[wasm_bindgen]
impl Bench {
    /// Takes the licenses in the order of their keys. `today` is in days since 1970-01-01; `reseller_of` has for each
    /// organization the position of its reseller, or -1. Organizations, resellers and products are numbered from 1 in queries.
    ///
    /// # Errors
    /// The numbers do not match.
    #[wasm_bindgen(constructor)]
    pub fn new(
        today: i32,
        products: i32,
        resellers: i32,
        reseller_of: &[i32],
        licenses: &[i32],
    ) -> Result<Self, JsError> {
        let entry = |(id, reseller): (i64, &i32)| OrganizationEntry {
            id,
            name: format!("Organization {id}"),
            reseller: u32::try_from(*reseller).ok(),
        };
        let product = |id| ProductEntry {
            id,
            name: format!("Product {id}"),
            kind: ProductKind::OnPremises,
            page: None,
        };
        let dictionaries = Dictionaries {
            generated_at: 0,
            last_event: 0,
            today: Day(today),
            organizations: (1..).zip(reseller_of).map(entry).collect(),
            resellers: (1..=i64::from(resellers)).map(|id| (id, format!("Reseller {id}"))).collect(),
            products: (1..=i64::from(products)).map(product).collect(),
            places: (0..).zip(reseller_of).map(|(at, _)| vec![at]).collect(),
            reach: 0,
        };
        let report = rows(licenses).and_then(|rows| Report::new(Columns { dictionaries, rows }));
        report.map(|report| Self { report }).ok_or_else(|| JsError::new("the columns do not match"))
    }

    /// Returns the result of a click: the counts under the address's query, then the positions of the first `limit` rows. The
    /// counts are those shown, deployed and purchased, then by status, type, product, reseller (last: none) and organization.
    pub fn click(&self, query: &str, limit: usize) -> Vec<u32> {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let (query, _) = Query::from_pairs(pairs);
        let rows = self.report.rows(&query, Section::OnPremises, limit);
        let Facets { shown, statuses, types, products, resellers, organizations, .. } =
            self.report.facets(&query);
        let totals = [shown.licenses, shown.deployed, shown.purchased];
        let counts = totals.into_iter().chain([statuses, types, products, resellers, organizations].concat());
        counts.map(|count| u32::try_from(count).unwrap_or(u32::MAX)).chain(rows).collect()
    }
}

/// Returns the columns of the licenses; None if a number is out of range.
fn rows(licenses: &[i32]) -> Option<Rows> {
    let mut rows = Rows::default();
    for (id, license) in (1..).zip(licenses.chunks_exact(STRIDE)) {
        let [organization, product, license_type, start, expiration, deployed, purchased, flags] =
            *license.first_chunk::<STRIDE>()?;
        rows.license.push(id);
        rows.place.push(u32::try_from(organization).ok()?);
        rows.product.push(u32::try_from(product).ok()?);
        rows.license_type.push(u8::try_from(license_type).ok()?);
        rows.start.push(start);
        rows.expiration.push(expiration);
        rows.deployed.push(u32::try_from(deployed).ok()?);
        rows.purchased.push(u32::try_from(purchased).ok()?);
        rows.flags.push(u8::try_from(flags).ok()?);
    }
    Some(rows)
}
