//! Groups the rows of a file by license.

use std::collections::HashMap;

use super::keys::Keys;
use crate::import::cells::Reader;
use crate::import::field::Field;
use crate::text::{folded_key, tidy_key};

/// The rows of a file, grouped by license. Only positions are kept, because the values are read again.
pub(super) struct Rows {
    /// For each row the next one of the same license; 0, which follows no row, if there is none.
    next: Vec<u32>,
    /// Whether a row follows another.
    follows: Vec<bool>,
}

impl Rows {
    /// Groups rows by key, in any spelling. A row without a key is a group of its own.
    pub fn of(reader: &Reader<'_>, known: &Keys<usize>) -> Self {
        let (mut next, mut follows) = (vec![0; reader.count()], vec![false; reader.count()]);
        let (mut last_known, mut last_new) = (HashMap::new(), HashMap::new());
        // The number of rows fits into 32 bits.
        for (at, number) in (0..reader.count()).zip(0_u32..) {
            let Some(cells) = reader.row(at).next() else { continue };
            let key = tidy_key(&cells.name(Field::LicenseKey));
            if key.is_empty() {
                continue;
            }
            let last = match known.get(&key) {
                Some(place) => last_known.insert(place, at),
                None => last_new.insert(folded_key(&key), at),
            };
            if let Some(last) = last {
                next[last] = number;
                follows[at] = true;
            }
        }
        Self { next, follows }
    }

    /// For each license the positions of its rows, ordered by the first one.
    pub fn licenses(&self) -> impl Iterator<Item = impl Iterator<Item = usize>> {
        let after = move |at: &usize| Some(self.next[*at] as usize).filter(|next| *next > 0);
        let firsts = (0..self.next.len()).filter(move |at| !self.follows[*at]);
        firsts.map(move |first| std::iter::successors(Some(first), after))
    }
}
