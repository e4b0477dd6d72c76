//! The text of a row's cells.

use std::fmt;
use std::ops::Index;

/// The text of a row's cells in one buffer: a table allocates twice per row for it, not once per cell.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Cells {
    text: Box<str>,
    /// The end of each cell in `text`.
    ends: Box<[u32]>,
}

impl Cells {
    /// The text in that column; None after the last one.
    pub fn get(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)? as usize;
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }

    /// The text of each cell, in column order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|column| self.get(column))
    }

    /// The number of cells, including empty ones.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl<T: AsRef<str>> From<&[T]> for Cells {
    fn from(cells: &[T]) -> Self {
        let mut text = String::with_capacity(cells.iter().map(|cell| cell.as_ref().len()).sum());
        let ends = cells.iter().map(|cell| {
            text.push_str(cell.as_ref());
            // No file has a row of 4 GiB.
            u32::try_from(text.len()).unwrap_or(u32::MAX)
        });
        Self { ends: ends.collect(), text: text.into_boxed_str() }
    }
}

impl Index<usize> for Cells {
    type Output = str;

    /// The text in that column, which must exist.
    fn index(&self, column: usize) -> &str {
        let text = self.get(column);
        text.unwrap_or_else(|| panic!("column {column} of a row of {} cells", self.len()))
    }
}

impl<T: AsRef<str>, const N: usize> PartialEq<[T; N]> for Cells {
    fn eq(&self, other: &[T; N]) -> bool {
        self.iter().eq(other.iter().map(AsRef::as_ref))
    }
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_by_their_columns() {
        let cells = Cells::from(["", "Säge", "", "7"].as_slice());
        assert_eq!(cells, ["", "Säge", "", "7"]);
        assert_ne!(cells, ["", "Säge", "", "7", ""]);
        assert_ne!(cells, ["Säge", "", "", "7"]);
        assert_eq!((cells.get(0), cells.get(1), cells.get(4)), (Some(""), Some("Säge"), None));
        assert_eq!((&cells[3], cells.len()), ("7", 4));
        assert_ne!(cells, Cells::from(["", "Sä", "ge", "7"].as_slice()));
        assert_eq!(format!("{cells:?}"), r#"["", "Säge", "", "7"]"#);
        assert!(Cells::default().is_empty());
    }
}
