//! A report consists of columns (docs/ARCHITECTURE.md). The same code computes facets and row order from them, in the
//! browser or on the server.

mod bits;
mod classes;
mod columns;
mod facets;
mod matching;
mod order;
mod place;
mod texts;
mod totals;
mod variants;

pub use columns::{Columns, Dictionaries, OrganizationEntry, ProductEntry, Row, Rows, Section, flags};
pub use facets::Facets;
pub use matching::Matching;
pub use place::place_of;
pub use texts::{Customer, Limit, Per, RowTexts};
pub use totals::Totals;

use std::cell::RefCell;
use std::collections::HashMap;

use bits::Bits;
use classes::Grouped;

use crate::license::Facts;
use crate::{Day, LicenseId};

/// Up to this many licenses, the browser gets the columns; above it the server computes.
pub const BROWSER_LIMIT: usize = 200_000;

/// The rank of a license without text: it comes last in both directions.
pub const NO_RANK: u32 = u32::MAX;

/// The approximate memory of an organization's entry, or of a place, in bytes.
const NAME_BYTES: usize = 96;

/// A report that can be queried: its columns, and data derived from them once.
#[derive(Debug)]
pub struct Report {
    dictionaries: Dictionaries,
    rows: Rows,
    /// The licenses that match the search, for counting.
    grouped: Grouped,
    /// The licenses that were found, sorted; None without a search.
    found: Option<Vec<LicenseId>>,
    /// The rows of these licenses; None without a search.
    hits: Option<Bits>,
    /// Resellers of each place, as positions in the dictionary.
    place_resellers: Vec<Vec<u32>>,
    /// Row positions of each section in the recently used orders.
    orders: RefCell<order::Orders>,
    /// Ranks of the rows by text that is not in the columns.
    ranks: HashMap<crate::query::Column, Vec<u32>>,
}

impl Report {
    /// Takes columns from the server. Returns `None` if they don't match.
    pub fn new(columns: Columns) -> Option<Self> {
        let Columns { dictionaries, rows } = columns;
        if !rows.fit(&dictionaries) {
            return None;
        }
        Some(Self {
            grouped: Grouped::new(&dictionaries, &rows, None),
            found: None,
            hits: None,
            place_resellers: place::resellers(&dictionaries),
            orders: RefCell::default(),
            ranks: HashMap::new(),
            dictionaries,
            rows,
        })
    }

    /// The names that the columns point to.
    pub fn dictionaries(&self) -> &Dictionaries {
        &self.dictionaries
    }

    /// The number of licenses, including expired ones and those outside the filter.
    pub fn len(&self) -> usize {
        self.rows.license.len()
    }

    /// Returns whether there is no license at all.
    pub fn is_empty(&self) -> bool {
        self.rows.license.is_empty()
    }

    /// Restricts every answer to the rows whose license is in `found` (sorted), or lifts the restriction.
    pub fn set_search(&mut self, found: Option<&[LicenseId]>) {
        // The server says it with every question.
        if self.found.as_deref() == found {
            return;
        }
        let is_found = |found: &[LicenseId]| {
            Bits::of(&self.rows.license, |license| found.binary_search(license).is_ok())
        };
        let hits = found.map(is_found);
        self.grouped = Grouped::new(&self.dictionaries, &self.rows, hits.as_ref());
        self.hits = hits;
        self.found = found.map(<[_]>::to_vec);
    }

    /// Sets the order of licenses by text that is not in the columns: the rank of each, sorted by license. Licenses that are
    /// not in `ranks`, or have [`NO_RANK`], come last, whether ascending or descending.
    pub fn set_ranks(&mut self, column: crate::query::Column, ranks: &[(LicenseId, u32)]) {
        let rank = |license: &LicenseId| {
            let found = ranks.binary_search_by_key(license, |(license, _)| *license);
            found.map_or(NO_RANK, |at| ranks[at].1)
        };
        let by_row: Vec<u32> = self.rows.license.iter().map(rank).collect();
        if self.ranks.get(&column) == Some(&by_row) {
            return;
        }
        self.forget_orders(|key| key.sort.column == column);
        self.ranks.insert(column, by_row);
    }

    /// Returns whether the report can sort by `column` now. If not, it needs [`set_ranks`](Self::set_ranks) first.
    pub fn can_sort(&self, column: crate::query::Column) -> bool {
        !column.is_text() || self.ranks.contains_key(&column)
    }

    /// Pins licenses (sorted) or unpins them.
    pub fn set_pinned(&mut self, licenses: &[LicenseId], pinned: bool) {
        for (license, bits) in self.rows.license.iter().zip(&mut self.rows.flags) {
            if licenses.binary_search(license).is_ok() {
                *bits = if pinned { *bits | flags::PINNED } else { *bits & !flags::PINNED };
            }
        }
        self.forget_orders(|_| true);
    }

    /// One row. Positions come from [`rows`](Self::rows) and must be within the report.
    pub fn row(&self, position: u32) -> Row {
        self.rows.row(position as usize, self.dictionaries.today)
    }

    /// The approximate memory that the report takes, in bytes: its columns, and the data derived from them so far.
    pub fn bytes(&self) -> usize {
        let Dictionaries { organizations, resellers, places, .. } = &self.dictionaries;
        let ranks = size_of::<u32>() * self.len() * self.ranks.len();
        let found = self.found.as_ref().map_or(0, |found| size_of::<LicenseId>() * found.len());
        let search = found + self.hits.as_ref().map_or(0, Bits::bytes);
        let names = NAME_BYTES * (organizations.len() + resellers.len() + places.len());
        self.rows.bytes() + self.grouped.bytes() + search + ranks + names + self.orders.borrow().bytes()
    }

    fn forget_orders(&mut self, which: impl Fn(&order::OrderKey) -> bool) {
        self.orders.get_mut().forget(which);
    }
}

impl Rows {
    fn facts(&self, row: usize) -> Facts {
        Facts {
            start: Day(self.start[row]),
            expiration: (self.expiration[row] != columns::NO_DAY).then_some(Day(self.expiration[row])),
            deployed: self.deployed[row],
            purchased: self.purchased[row],
            suspended: self.flags[row] & flags::SUSPENDED != 0,
            registered: self.flags[row] & flags::NOT_REGISTERED == 0,
        }
    }
}

#[cfg(test)]
mod tests;
