//! One bit per row: small enough to stay near the processor while a walk asks for rows in any order.

/// A set of rows.
#[derive(Debug)]
pub(super) struct Bits(Box<[u64]>);

impl Bits {
    /// The rows whose value in a column is among the wanted ones.
    pub(super) fn of<T>(column: &[T], is_wanted: impl Fn(&T) -> bool) -> Self {
        // The first row is the lowest bit.
        let word =
            |values: &[T]| values.iter().rev().fold(0, |bits, it| bits << 1 | u64::from(is_wanted(it)));
        Self(column.chunks(64).map(word).collect())
    }

    pub(super) fn has(&self, row: u32) -> bool {
        self.0[row as usize / 64] >> (row % 64) & 1 != 0
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<u64>() * self.0.len()
    }
}
