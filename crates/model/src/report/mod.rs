//! A report consists of columns (docs/ARCHITECTURE.md). The same code computes facets and row order from them, in the
//! browser or on the server.

mod columns;
mod facets;
mod order;
mod place;
mod texts;

pub use columns::{Columns, Dictionaries, OrganizationEntry, ProductEntry, Row, Rows, Section, flags};
pub use facets::{Facets, Totals};
pub use place::place_of;
pub use texts::{Customer, Limit, Per, RowTexts};

use std::cell::RefCell;
use std::collections::HashMap;

use crate::license::{Facts, Standing};
use crate::{Day, LicenseType, Query, Status};

/// Up to this many licenses, the browser gets the columns; above it the server computes.
pub const BROWSER_LIMIT: usize = 200_000;

/// The rank of a license without a text: it comes last in both directions.
pub const NO_RANK: u32 = u32::MAX;

/// The approximate memory of an organization's entry, or of a place, in bytes.
const NAME_BYTES: usize = 96;

/// Rows that are alike in everything that facets count by. Facets are summed over the few thousand cells instead of over
/// rows.
#[derive(Clone, Copy, Debug)]
struct Cell {
    status: Status,
    license_type: LicenseType,
    /// The warnings, as [`Warning::bit`]s.
    warnings: u8,
    product: u32,
    place: u32,
}

/// The number of rows, and their totals.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    rows: u32,
    deployed: u64,
    purchased: u64,
}

/// A report that can be queried: its columns, and data derived from them once.
#[derive(Debug)]
pub struct Report {
    dictionaries: Dictionaries,
    rows: Rows,
    cells: Vec<Cell>,
    /// The cell of each row.
    cell_of: Vec<u32>,
    /// The sums over each cell's rows that match the search.
    sums: Vec<Sum>,
    /// Which rows match the search; None without a search.
    hits: Option<Vec<bool>>,
    /// Resellers of each place, as positions in the dictionary.
    place_resellers: Vec<Vec<u32>>,
    /// Row positions of each section in the recently used orders.
    orders: RefCell<order::Orders>,
    /// Ranks of the rows by texts that are not in the columns.
    ranks: HashMap<crate::query::Column, Vec<u32>>,
}

impl Report {
    /// Takes columns from the server. Returns `None` if they don't fit together.
    pub fn new(columns: Columns) -> Option<Self> {
        let Columns { dictionaries, rows } = columns;
        if !rows.fit(&dictionaries) {
            return None;
        }
        let (cells, cell_of) = cells(&dictionaries, &rows)?;
        let place_resellers = place::resellers(&dictionaries);
        let mut report = Self {
            sums: Vec::new(),
            hits: None,
            orders: RefCell::default(),
            ranks: HashMap::new(),
            dictionaries,
            rows,
            cells,
            cell_of,
            place_resellers,
        };
        report.sum_up();
        Some(report)
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
    pub fn set_search(&mut self, found: Option<&[crate::LicenseId]>) {
        self.hits = found.map(|found| {
            self.rows.license.iter().map(|license| found.binary_search(license).is_ok()).collect()
        });
        self.sum_up();
    }

    /// Sets the order of licenses by a text that is not in the columns: the rank of each, sorted by license. Licenses that are
    /// not in `ranks`, or have [`NO_RANK`], come last, whether ascending or descending.
    pub fn set_ranks(&mut self, column: crate::query::Column, ranks: &[(crate::LicenseId, u32)]) {
        let rank = |license: &crate::LicenseId| {
            let found = ranks.binary_search_by_key(license, |(license, _)| *license);
            found.map_or(NO_RANK, |at| ranks[at].1)
        };
        let by_row = self.rows.license.iter().map(rank).collect();
        self.forget_orders(|key| key.sort.column == column);
        self.ranks.insert(column, by_row);
    }

    /// Returns whether the report can sort by `column` now. If not, it needs [`set_ranks`](Self::set_ranks) first.
    pub fn can_sort(&self, column: crate::query::Column) -> bool {
        !column.is_text() || self.ranks.contains_key(&column)
    }

    /// Pins a license or unpins it.
    pub fn set_pinned(&mut self, license: crate::LicenseId, pinned: bool) {
        if let Some(row) = self.rows.license.iter().position(|id| *id == license) {
            let bits = &mut self.rows.flags[row];
            *bits = if pinned { *bits | flags::PINNED } else { *bits & !flags::PINNED };
            self.forget_orders(|_| true);
        }
    }

    /// One row. Positions come from [`rows`](Self::rows) and must be within the report.
    pub fn row(&self, position: u32) -> Row {
        self.rows.row(position as usize, self.dictionaries.today)
    }

    /// The approximate memory that the report takes, in bytes: its columns, and the data derived from them so far.
    pub fn bytes(&self) -> usize {
        let Dictionaries { organizations, resellers, places, .. } = &self.dictionaries;
        let column = size_of::<u32>() * self.len();
        let columns = self.rows.bytes() + column + self.hits.as_ref().map_or(0, Vec::len);
        let ranks = column * self.ranks.len();
        let names = NAME_BYTES * (organizations.len() + resellers.len() + places.len());
        columns + ranks + names + self.orders.borrow().bytes()
    }

    fn forget_orders(&mut self, which: impl Fn(&order::OrderKey) -> bool) {
        self.orders.get_mut().forget(which);
    }

    fn sum_up(&mut self) {
        let mut sums = vec![Sum::default(); self.cells.len()];
        for (row, &cell) in self.cell_of.iter().enumerate() {
            if self.hits.as_ref().is_none_or(|hits| hits[row]) {
                let sum = &mut sums[cell as usize];
                sum.rows += 1;
                sum.deployed += u64::from(self.rows.deployed[row]);
                sum.purchased += u64::from(self.rows.purchased[row]);
            }
        }
        self.sums = sums;
    }

    /// For each cell, whether its rows are shown under the query.
    fn passing(&self, query: &Query) -> Vec<bool> {
        let tests = facets::Tests::new(self, query);
        self.cells.iter().map(|cell| tests.failures(cell) == 0).collect()
    }
}

/// Groups rows into cells. Cells are numbered by first appearance.
fn cells(dictionaries: &Dictionaries, rows: &Rows) -> Option<(Vec<Cell>, Vec<u32>)> {
    let products = dictionaries.products.len().max(1);
    let places = dictionaries.places.len().max(1);
    let kinds = STANDINGS * LicenseType::ALL.len();
    let possible = kinds.checked_mul(products)?.checked_mul(places)?;
    // A table if it is small, a map if most cells would be empty.
    let mut table = vec![u32::MAX; if possible <= 1 << 22 { possible } else { 0 }];
    let mut map = HashMap::new();
    let mut cells: Vec<Cell> = Vec::new();
    let mut cell_of = Vec::with_capacity(rows.license.len());
    for row in 0..rows.license.len() {
        let standing = rows.facts(row).standing(dictionaries.today);
        let license_type = *LicenseType::ALL.get(rows.license_type[row] as usize)?;
        let (product, place) = (rows.product[row], rows.place[row]);
        let key = ((place as usize * products + product as usize) * LicenseType::ALL.len()
            + license_type as usize)
            * STANDINGS
            + standing_code(standing);
        let number = match table.get_mut(key) {
            Some(number) => number,
            None => map.entry(key).or_insert(u32::MAX),
        };
        if *number == u32::MAX {
            *number = u32::try_from(cells.len()).ok()?;
            let warnings = standing.warnings().fold(0, |bits, warning| bits | warning.bit());
            cells.push(Cell { status: standing.status(), license_type, warnings, product, place });
        }
        cell_of.push(*number);
    }
    Some((cells, cell_of))
}

/// How many codes [`standing_code`] gives.
const STANDINGS: usize = Status::ALL.len() * 8;

/// A code that differs if and only if the status or the warnings do: each code can make one more cell.
fn standing_code(standing: Standing) -> usize {
    // The status shows whether it is suspended.
    (standing.status() as usize * 4 + standing.usage as usize) * 2 + usize::from(standing.registered)
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
