//! Cells without a usable value.

use crate::{column_letters, shortened};

/// Strings that a spreadsheet shows instead of a value that it can't compute, in the languages with their own error names.
const ERRORS: [&str; 31] = [
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
    "#DATA!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#NV",
    "#BEZUG!",
    "#WERT!",
    "#ZAHL!",
    "#ÜBERLAUF!",
    "#VALEUR!",
    "#NOM?",
    "#NOMBRE!",
    "#N/D",
    "#¡REF!",
    "#¡VALOR!",
    "#¡DIV/0!",
    "#¿NOMBRE?",
    "#¡NUM!",
    "#RIF!",
    "#VALORE!",
    "#NOME?",
];

/// Why a cell has no usable value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// It has the replacement character, for a letter that was lost when the text was converted.
    LostLetter,
    /// It is part of a merged cell, whose value is only in the first of its cells.
    Merged(Merged),
    /// Its row was cut off before it, like all cells after it.
    CutOff {
        /// How many cells the row has.
        cells: usize,
        /// How many columns there are.
        headings: usize,
    },
    /// Its row has cells after the last heading, so its cells may be shifted. Holds the message, which says where.
    Surplus(String),
}

impl Flaw {
    /// The problem with that cell, and what is allowed.
    pub fn message(&self, cell: &str) -> String {
        match self {
            Self::LostLetter => format!(
                "\"{}\" has the character \u{fffd} in place of one that was lost; type the lost character again",
                shortened(cell.trim())
            ),
            Self::Merged(merged) => format!(
                "is part of the merged cell {merged}, and only its first row has the value; unmerge it and fill in \
                 every row"
            ),
            Self::CutOff { cells, headings } => format!(
                "the row has only {cells} of {headings} cells and ends before this one; include all its cells, even empty ones"
            ),
            Self::Surplus(message) => message.clone(),
        }
    }
}

/// The flaw in the text of a cell, if any.
pub(super) fn of_text(cell: &str) -> Option<Flaw> {
    cell.contains('\u{fffd}').then_some(Flaw::LostLetter)
}

/// Returns whether the text is only a spreadsheet's error.
pub(super) fn is_error(cell: &str) -> bool {
    let cell = cell.trim();
    cell.starts_with('#') && ERRORS.contains(&cell.to_uppercase().as_str())
}

/// A merged cell, by its first and last row and column, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// Row and column of the cell with the value.
    pub first: (u32, u32),
    /// Row and column of its last cell.
    pub last: (u32, u32),
}

impl std::fmt::Display for Merged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let letters = |column: u32| column_letters((column as usize).saturating_sub(1));
        let Self { first, last } = self;
        write!(f, "{}{}:{}{}", letters(first.1), first.0, letters(last.1), last.0)
    }
}

/// The merged cells of a sheet, taken row by row.
#[derive(Default)]
pub(super) struct MergedCells {
    /// Those still to come, the next one at the end.
    ahead: Vec<Merged>,
    /// Those that reach the current row.
    open: Vec<Merged>,
}

impl MergedCells {
    pub(super) fn new(mut ahead: Vec<Merged>) -> Self {
        ahead.sort_unstable_by_key(|merged| std::cmp::Reverse(merged.first));
        Self { ahead, open: Vec::new() }
    }

    /// The cells without a value of their own in a row with that many columns. Rows must come in order.
    pub(super) fn covered(&mut self, line: u32, width: usize) -> Vec<(usize, Flaw)> {
        self.open.retain(|merged| merged.last.0 >= line);
        while let Some(next) = self.ahead.pop_if(|next| next.first.0 <= line) {
            // Merged cells don't overlap, so a row has no more of them than columns.
            if next.last.0 >= line && next.first.1 as usize <= width && self.open.len() < width {
                self.open.push(next);
            }
        }
        let columns = |merged: &Merged| {
            let (merged, last) = (*merged, merged.last.1.min(u32::try_from(width).unwrap_or(u32::MAX)));
            let covered = (merged.first.1..=last).filter(move |column| (line, *column) != merged.first);
            covered.map(move |column| (column as usize - 1, Flaw::Merged(merged)))
        };
        self.open.iter().flat_map(columns).take(width).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_known_in_any_language_and_nothing_else_is_one() {
        for error in ["#N/A", " #ref! ", "#BEZUG!", "#¡VALOR!", "#überlauf!"] {
            assert!(is_error(error), "{error}");
        }
        for text in ["", "#", "#1", "N/A", "#N/A of it", "REF!", "#hashtag"] {
            assert!(!is_error(text), "{text}");
            assert_eq!(of_text(text), None, "{text}");
        }
        assert_eq!(of_text("K\u{fffd}ln"), Some(Flaw::LostLetter));
    }

    #[test]
    fn what_a_merged_cell_covers_is_all_but_its_first_cell() {
        let merged = |first, last| Merged { first, last };
        let mut cells = MergedCells::new(vec![merged((5, 2), (5, 9)), merged((2, 1), (4, 1))]);
        let mut columns =
            |line| cells.covered(line, 3).into_iter().map(|(column, _)| column).collect::<Vec<_>>();
        assert_eq!([1, 2, 3, 4, 5, 6].map(&mut columns), [vec![], vec![], vec![0], vec![0], vec![2], vec![]]);
        let flaw = Flaw::Merged(merged((2, 1), (4, 1)));
        assert!(
            flaw.message("").starts_with("is part of the merged cell A2:A4, and only its first row"),
            "{flaw:?}"
        );
    }

    #[test]
    fn merged_cells_that_overlap_cost_no_more_than_others() {
        let all = Merged { first: (1, 1), last: (1_048_576, 16_384) };
        let mut cells = MergedCells::new(vec![all; 50_000]);
        assert_eq!(cells.covered(2, 100).len(), 100);
        assert_eq!(cells.open.len(), 100);
    }
}
