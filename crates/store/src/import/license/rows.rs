//! Which rows of a file are about one license.

use std::collections::HashMap;

use super::keys::Keys;
use crate::import::cells::Reader;
use crate::import::field::Field;
use crate::text::{folded_key, tidy_key};

/// The rows of a file, those of one license one after the other: by their positions alone, for what they say is read again.
pub(super) struct Rows {
    /// By row the next one of its license; 0, which follows none, where there is none.
    next: Vec<u32>,
    /// Whether a row follows another.
    follows: Vec<bool>,
}

impl Rows {
    /// Finds them by their keys, however these are spelled. A row without a key stands alone.
    pub fn of(reader: &Reader<'_>, known: &Keys<usize>) -> Self {
        let (mut next, mut follows) = (vec![0; reader.count()], vec![false; reader.count()]);
        let (mut last_known, mut last_new) = (HashMap::new(), HashMap::new());
        // A table has fewer rows than 32 bits count.
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

    /// For each license the positions of its rows, in the order of the first ones.
    pub fn licenses(&self) -> impl Iterator<Item = impl Iterator<Item = usize>> {
        let after = move |at: &usize| Some(self.next[*at] as usize).filter(|next| *next > 0);
        let firsts = (0..self.next.len()).filter(move |at| !self.follows[*at]);
        firsts.map(move |first| std::iter::successors(Some(first), after))
    }
}
