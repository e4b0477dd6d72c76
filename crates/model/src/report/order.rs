//! The order of the rows. Sorting is done once per column; a click on a slice only walks the sorted rows.

use std::sync::Arc;

use super::bits::Bits;
use super::columns::Section;
use super::facets::Tests;
use super::variants::VARIANTS;
use super::{NO_RANK, Report, flags};
use crate::Query;
use crate::query::{Column, Sort};

/// Identifies a computed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct OrderKey {
    section: Section,
    pub(super) sort: Sort,
}

/// All rows of a section in an order, pinned ones first.
#[derive(Debug)]
pub(super) struct Order {
    rows: Vec<u32>,
    /// The class of each of `rows`, in parallel, so that a walk reads memory sequentially.
    classes: Vec<u32>,
}

/// The walk over an order looks at this many rows at a time.
const BLOCK: usize = 64;

/// At most this many orders are kept: those of both sections for four sorts.
const KEPT: usize = 8;

/// The most recently used orders, the latest first.
#[derive(Debug, Default)]
pub(super) struct Orders(Vec<(OrderKey, Arc<Order>)>);

impl Orders {
    fn find(&mut self, key: OrderKey) -> Option<Arc<Order>> {
        let at = self.0.iter().position(|(kept, _)| *kept == key)?;
        self.0[..=at].rotate_right(1);
        Some(Arc::clone(&self.0[0].1))
    }

    fn keep(&mut self, key: OrderKey, order: Arc<Order>) {
        self.0.truncate(KEPT - 1);
        self.0.insert(0, (key, order));
    }

    pub(super) fn forget(&mut self, which: impl Fn(&OrderKey) -> bool) {
        self.0.retain(|(key, _)| !which(key));
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|(_, order)| 2 * size_of::<u32>() * order.rows.len()).sum()
    }
}

impl Report {
    /// The positions of the rows that `query` shows in `section`, in its order, pinned ones first; at most `limit`.
    pub fn rows(&self, query: &Query, section: Section, limit: usize) -> Vec<u32> {
        let tests = Tests::new(self, query);
        let limit = limit.min(self.most(&tests.classes, section));
        let order = self.order(section, query.sort);
        // Slices: compiled for size, each look-up in a vector is a call.
        let (shown, places, place_of) = (&tests.classes[..], tests.places.as_deref(), &self.rows.place[..]);
        let mut found = Vec::with_capacity(limit);
        let mut block = [0; BLOCK];
        let mut probed = 0;
        let mut in_place: Option<Bits> = None;
        for (rows, classes) in order.rows.chunks(BLOCK).zip(order.classes.chunks(BLOCK)) {
            if found.len() == limit {
                break;
            }
            let mut length = 0;
            for (row, class) in rows.iter().zip(classes) {
                // Overwritten by the next row unless this one is shown: nobody could predict a branch.
                block[length] = *row;
                length += usize::from(shown[*class as usize]);
            }
            if let Some(places) = places {
                probed += length;
                let is_shown = |at: &u32| places[*at as usize] == 0;
                length = match &in_place {
                    None => keep(&mut block[..length], |row| is_shown(&place_of[row as usize])),
                    Some(bits) => keep(&mut block[..length], |row| bits.has(row)),
                };
                // Few rows are often enough. Looking all over the column for many takes longer than reading it once.
                if in_place.is_none() && probed > self.len() / 16 {
                    in_place = Some(Bits::of(place_of, is_shown));
                }
            }
            if let Some(hits) = &self.hits {
                length = keep(&mut block[..length], |row| hits.has(row));
            }
            found.extend_from_slice(&block[..length.min(limit - found.len())]);
        }
        found
    }

    /// How many rows of a section the choices of classes show. The choices of places may hide some of them.
    fn most(&self, shown: &[u8], section: Section) -> usize {
        let classes = self.grouped.totals().chunks(VARIANTS).zip(shown.chunks(VARIANTS));
        let products = self.dictionaries.products.iter().zip(classes);
        let classes = products.filter(|(product, _)| product.kind == section.kind());
        let classes = classes.flat_map(|(_, (totals, shown))| totals.iter().zip(shown));
        let most: u64 = classes.map(|(totals, shown)| totals.licenses * u64::from(*shown)).sum();
        usize::try_from(most).unwrap_or(usize::MAX)
    }

    fn order(&self, section: Section, sort: Sort) -> Arc<Order> {
        let key = OrderKey { section, sort };
        if let Some(order) = self.orders.borrow_mut().find(key) {
            return order;
        }
        let kinds: Vec<bool> =
            self.dictionaries.products.iter().map(|product| product.kind == section.kind()).collect();
        let sort_key = self.sort_keys(sort.column);
        let ranks = self.ranks.get(&sort.column);
        let is_last = |row: usize| ranks.is_some_and(|ranks| ranks[row] == NO_RANK);
        // Pin, key and position in one number: one comparison each, and equal keys keep the order of license keys.
        let mut keyed: Vec<u128> = Vec::new();
        for (row, position) in
            (0_u32..).zip(&self.rows.product).map(|(row, product)| (row as usize, (row, product)))
        {
            let (number, product) = position;
            if kinds[*product as usize] {
                let rank = if sort.descending { !sort_key(row) } else { sort_key(row) };
                let unpinned = u128::from(self.rows.flags[row] & flags::PINNED == 0);
                let last = u128::from(is_last(row));
                keyed.push(unpinned << 97 | last << 96 | u128::from(rank) << 32 | u128::from(number));
            }
        }
        keyed.sort_unstable();
        #[expect(clippy::cast_possible_truncation, reason = "the low 32 bits are the row's position")]
        let rows: Vec<u32> = keyed.into_iter().map(|key| key as u32).collect();
        let class = |row: &u32| self.rows.class(*row as usize, self.dictionaries.today);
        let classes = rows.iter().map(class).collect();
        let order = Arc::new(Order { rows, classes });
        self.orders.borrow_mut().keep(key, Arc::clone(&order));
        order
    }

    /// A number for each row that grows with the column's value.
    fn sort_keys(&self, column: Column) -> Box<dyn Fn(usize) -> u64 + '_> {
        let rows = &self.rows;
        // Days may lie before 1970.
        let day = |day: i32| u64::from(day.cast_unsigned() ^ (1 << 31));
        match column {
            // Rows come in the order of license keys.
            Column::Key => Box::new(|row| row as u64),
            // Dictionaries are ordered by name.
            Column::Product => Box::new(|row| u64::from(rows.product[row])),
            Column::Organization => {
                let places = &self.dictionaries.places;
                Box::new(|row| places[rows.place[row] as usize].first().map_or(0, |at| u64::from(*at) + 1))
            }
            Column::Reseller => Box::new(|row| {
                self.place_resellers[rows.place[row] as usize].first().map_or(0, |at| u64::from(*at))
            }),
            Column::Status => {
                Box::new(|row| rows.facts(row).standing(self.dictionaries.today).status() as u64)
            }
            Column::Type => Box::new(|row| u64::from(rows.license_type[row])),
            Column::Start => Box::new(move |row| day(rows.start[row])),
            Column::Expiration => Box::new(move |row| day(rows.expiration[row])),
            Column::Deployed => Box::new(|row| share(rows.deployed[row], rows.purchased[row])),
            // Text columns.
            _ => match self.ranks.get(&column) {
                Some(rank) => Box::new(|row| u64::from(rank[row])),
                None => Box::new(|_| 0),
            },
        }
    }
}

/// Grows with deployed / purchased. With nothing purchased, any deployment counts as more than any share.
fn share(deployed: u32, purchased: u32) -> u64 {
    match (deployed, purchased) {
        (0, _) => 0,
        (_, 0) => u64::MAX,
        _ => (u64::from(deployed) << 32) / u64::from(purchased),
    }
}

/// Moves the kept rows to the front, and returns how many they are.
fn keep(rows: &mut [u32], is_kept: impl Fn(u32) -> bool) -> usize {
    let mut kept = 0;
    for at in 0..rows.len() {
        rows[kept] = rows[at];
        kept += usize::from(is_kept(rows[at]));
    }
    kept
}
