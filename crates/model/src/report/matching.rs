//! All licenses that match a query, part after part: what an action on a whole list works through.

use super::facets::Tests;
use super::{Report, Section};
use crate::{LicenseId, Query};

/// A part of the licenses that match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matching {
    /// The licenses of this part, sorted.
    pub licenses: Vec<LicenseId>,
    /// Where the next part begins: above this license. None after the last part.
    pub next: Option<LicenseId>,
    /// The number of all that match, in any part.
    pub total: usize,
    /// Another number if as many other licenses match. The same in each part.
    pub fingerprint: u64,
}

/// Spreads the number of a license over 64 bits. Sums of them tell sets apart, in any order.
fn spread(license: LicenseId) -> u64 {
    let bits = license.cast_unsigned().wrapping_add(0x9e37_79b9_7f4a_7c15);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

impl Report {
    /// Returns the licenses that `query` shows in `section`, without those of `except` (sorted): the `most` first ones above
    /// `after`. A place among the numbers of licenses stays right if licenses leave the filter in between.
    pub fn matching(
        &self,
        query: &Query,
        section: Section,
        except: &[LicenseId],
        after: Option<LicenseId>,
        most: usize,
    ) -> Matching {
        let tests = Tests::new(self, query);
        let today = self.dictionaries.today;
        let is_shown = |row: u32| {
            let at = row as usize;
            tests.classes[self.rows.class(at, today) as usize] != 0
                && tests.places.as_ref().is_none_or(|places| places[self.rows.place[at] as usize] == 0)
                && self.hits.as_ref().is_none_or(|hits| hits.has(row))
        };
        let products = &self.dictionaries.products;
        let kinds: Vec<bool> = products.iter().map(|product| product.kind == section.kind()).collect();
        let (mut total, mut fingerprint) = (0, 0_u64);
        let mut licenses = Vec::new();
        // In no order: sorting would take longer, and pins change the order while the action is under way.
        for (row, (license, product)) in (0_u32..).zip(self.rows.license.iter().zip(&self.rows.product)) {
            if kinds[*product as usize] && is_shown(row) && except.binary_search(license).is_err() {
                total += 1;
                fingerprint = fingerprint.wrapping_add(spread(*license));
                if after.is_none_or(|after| *license > after) {
                    licenses.push(*license);
                }
            }
        }
        let has_more = licenses.len() > most;
        if has_more {
            licenses.select_nth_unstable(most);
            licenses.truncate(most);
        }
        licenses.sort_unstable();
        let next = licenses.last().copied().filter(|_| has_more);
        Matching { licenses, next, total, fingerprint }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Columns, Dictionaries, ProductEntry, Rows};
    use crate::{ProductKind, Status};

    /// Licenses 1 to 10 in no order; those above 8 are expired.
    fn report() -> Report {
        let product =
            ProductEntry { id: 1, name: "Scanner".to_owned(), kind: ProductKind::OnPremises, page: None };
        let license = vec![7, 3, 10, 1, 9, 2, 8, 4, 6, 5];
        let expiration = license.iter().map(|id| if *id > 8 { -1 } else { 1_000 }).collect();
        let count = license.len();
        let rows = Rows {
            license,
            place: vec![0; count],
            product: vec![0; count],
            license_type: vec![0; count],
            start: vec![-10; count],
            expiration,
            deployed: vec![0; count],
            purchased: vec![1; count],
            flags: vec![0; count],
        };
        let dictionaries =
            Dictionaries { products: vec![product], places: vec![Vec::new()], ..Dictionaries::default() };
        Report::new(Columns { dictionaries, rows }).unwrap()
    }

    #[test]
    fn parts_follow_each_other_and_have_each_license_once() {
        let report = report();
        let query = Query::default();
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let part = report.matching(&query, Section::OnPremises, &[2, 5, 99], after, 4);
            assert_eq!(part.total, 6);
            all.push(part.licenses);
            after = part.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(all, [vec![1, 3, 4, 6], vec![7, 8]]);
        assert_eq!(report.matching(&query, Section::CloudServices, &[], None, 4).total, 0);
    }

    #[test]
    fn the_last_part_may_be_full() {
        let expired = Query { statuses: vec![Status::Expired], ..Query::default() };
        let part = report().matching(&expired, Section::OnPremises, &[], None, 2);
        assert_eq!((part.licenses, part.next, part.total), (vec![9, 10], None, 2));
    }

    #[test]
    fn only_what_the_search_found_matches() {
        let mut report = report();
        report.set_search(Some(&[1, 4, 9]));
        let part = report.matching(&Query::default(), Section::OnPremises, &[], Some(1), 5);
        assert_eq!((part.licenses, part.next, part.total), (vec![4], None, 2));
    }

    #[test]
    fn as_many_other_licenses_have_another_fingerprint() {
        let report = report();
        let of = |except: &[LicenseId], after, most| {
            report.matching(&Query::default(), Section::OnPremises, except, after, most).fingerprint
        };
        // The same in each part.
        let all = of(&[], None, 0);
        assert_eq!([of(&[], None, 3), of(&[], Some(5), 3)], [all; 2]);
        let mut without_two = Vec::new();
        for one in 1..=8 {
            for other in one + 1..=8 {
                without_two.push(of(&[one, other], None, 0));
            }
        }
        without_two.push(all);
        let count = without_two.len();
        without_two.sort_unstable();
        without_two.dedup();
        assert_eq!(without_two.len(), count);
    }
}
