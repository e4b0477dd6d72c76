//! Licenses grouped by place, each with its class: all that counting reads of them.

use std::ops::Range;

use super::bits::Bits;
use super::columns::{Dictionaries, Rows};
use super::totals::Totals;
use super::variants::{VARIANTS, code};
use crate::Day;

impl Rows {
    /// The class of a license: its product, and the code of its variant. Facets count all licenses of a class alike.
    pub(super) fn class(&self, row: usize, today: Day) -> u32 {
        let variant = code(self.facts(row).standing(today), self.license_type[row]);
        #[expect(clippy::cast_possible_truncation, reason = "columns with more classes do not fit")]
        let class = (self.product[row] as usize * VARIANTS + variant) as u32;
        class
    }
}

/// The licenses that match the search, place after place.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    /// Where the licenses of each place end.
    ends: Box<[u32]>,
    /// The class of each license.
    classes: Box<[u32]>,
    deployed: Box<[u32]>,
    purchased: Box<[u32]>,
    /// The totals of each class.
    totals: Box<[Totals]>,
}

impl Grouped {
    /// Groups all licenses, or those that are `hits`.
    pub(super) fn new(names: &Dictionaries, rows: &Rows, hits: Option<&Bits>) -> Self {
        let all = 0..rows.license.len();
        let matching = || all.clone().zip(0..).filter(|(_, row)| hits.is_none_or(|hits| hits.has(*row)));
        // Slices: compiled for size, each look-up in a vector is a call.
        let (place_of, deployed, purchased) = (&rows.place[..], &rows.deployed[..], &rows.purchased[..]);
        let mut ends = vec![0; names.places.len()].into_boxed_slice();
        for (row, _) in matching() {
            ends[place_of[row] as usize] += 1;
        }
        let mut length = 0;
        for end in &mut ends {
            length += std::mem::replace(end, length);
        }
        let column = vec![0; length as usize].into_boxed_slice();
        let mut grouped = Self {
            ends,
            classes: column.clone(),
            deployed: column.clone(),
            purchased: column,
            totals: vec![Totals::default(); names.products.len() * VARIANTS].into_boxed_slice(),
        };
        for (row, _) in matching() {
            // It moves from the start of the place to its end.
            let end = &mut grouped.ends[place_of[row] as usize];
            let at = *end as usize;
            *end += 1;
            let class = rows.class(row, names.today);
            grouped.classes[at] = class;
            grouped.deployed[at] = deployed[row];
            grouped.purchased[at] = purchased[row];
            let totals = &mut grouped.totals[class as usize];
            totals.licenses += 1;
            totals.deployed += u64::from(deployed[row]);
            totals.purchased += u64::from(purchased[row]);
        }
        grouped
    }

    /// The licenses of each place.
    pub(super) fn places(&self) -> impl Iterator<Item = Range<usize>> {
        let mut start = 0;
        self.ends.iter().map(move |end| std::mem::replace(&mut start, *end as usize)..*end as usize)
    }

    /// How many of the licenses are of the shown classes; `shown` has 1 for each of these, and 0 for others.
    pub(super) fn count(&self, licenses: Range<usize>, shown: &[u8]) -> u32 {
        self.classes[licenses].iter().map(|class| u32::from(shown[*class as usize])).sum()
    }

    /// Adds licenses to the counts of their classes, and the units of those that are shown to the totals.
    pub(super) fn add(&self, licenses: Range<usize>, shown: &[u8], counts: &mut [u32], totals: &mut Totals) {
        let (classes, deployed) = (&self.classes[licenses.clone()], &self.deployed[licenses.clone()]);
        for ((class, deployed), purchased) in classes.iter().zip(deployed).zip(&self.purchased[licenses]) {
            counts[*class as usize] += 1;
            let times = u64::from(shown[*class as usize]);
            totals.deployed += times * u64::from(*deployed);
            totals.purchased += times * u64::from(*purchased);
        }
    }

    /// The totals of all licenses, by class.
    pub(super) fn totals(&self) -> &[Totals] {
        &self.totals
    }

    pub(super) fn bytes(&self) -> usize {
        let columns = [&self.ends, &self.classes, &self.deployed, &self.purchased];
        let columns = columns.map(|column| size_of::<u32>() * column.len());
        columns.into_iter().sum::<usize>() + size_of::<Totals>() * self.totals.len()
    }
}
