//! Rows of a text file that end before the headings do.
//!
//! Programs write every cell of a row, even empty ones. A row that ends early was cut off by whatever handled the file, and the
//! content of its missing cells is unknown. In two kinds of files, however, a missing cell is an empty one:
//!
//! - No row is as wide as the headings: the last columns are all empty, or the program omits empty cells at the end of a row.
//! - Excel decides for 16 rows at a time how many cells they have, by the widest of them. So 16 or more adjacent rows of one
//!   width are its work, and so is the rest at the end of a file that has such rows before.
//!
//! Workbooks don't store empty cells, so none of their rows is cut off.

use super::flaw::Flaw;
use super::{Row, ShortRows};

/// Excel writes this many rows with the same number of cells.
const BLOCK: u32 = 16;

/// Adjacent short rows of one width.
#[derive(Clone, Copy)]
struct Run {
    /// The position of the first one.
    first: u32,
    rows: u32,
    cells: u32,
}

/// The short rows of a table, collected as they are read.
#[derive(Default)]
pub(super) struct Short {
    runs: Vec<Run>,
    is_any_full: bool,
}

impl Short {
    /// Notes the row at that position, with its number of cells and that of the headings.
    pub(super) fn note(&mut self, at: usize, cells: usize, headings: usize) {
        if cells >= headings {
            self.is_any_full = true;
            return;
        }
        // Tables have fewer rows and columns than that.
        let [at, cells] = [at, cells].map(|number| u32::try_from(number).unwrap_or(u32::MAX));
        match self.runs.last_mut().filter(|run| run.cells == cells && run.first + run.rows == at) {
            Some(run) => run.rows += 1,
            None => self.runs.push(Run { first: at, rows: 1, cells }),
        }
    }

    /// Marks the rows that were cut off. Returns a summary of the other short rows, if there are any.
    pub(super) fn settle(self, rows: &mut [Row], headings: usize) -> Option<ShortRows> {
        let mut left: Option<ShortRows> = None;
        let has_blocks = self.runs.iter().any(|run| run.rows >= BLOCK);
        for run in self.runs {
            let range = run.first as usize..(run.first + run.rows) as usize;
            let is_end = has_blocks && run.rows > 1 && range.end == rows.len();
            let Some(rows) = rows.get_mut(range) else { continue };
            if self.is_any_full && run.rows < BLOCK && !is_end {
                for row in rows {
                    let flaw = Flaw::CutOff { cells: run.cells as usize, headings };
                    row.flaws.push((run.cells as usize, flaw));
                }
            } else if let Some(first) = rows.first() {
                let left = left.get_or_insert(ShortRows { rows: 0, first: first.line, cells: headings });
                left.rows += run.rows as usize;
                left.cells = left.cells.min(run.cells as usize);
            }
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use crate::{Choices, Flaw, Table, read_with};

    fn table(rows: &[String]) -> Table {
        let text = format!("Part;Pieces;Buyer;Until\n{}", rows.concat());
        read_with(text.as_bytes(), "list.csv", Choices::default()).unwrap()
    }

    fn lines(table: &Table) -> Vec<u32> {
        let cut = table.rows.iter().filter(|row| !row.flaws.is_empty());
        cut.map(|row| row.line).collect()
    }

    #[test]
    fn a_row_that_ends_early_was_cut_off() {
        let full = "P;4;Ann;2026-05-06\n".to_owned();
        let open = "P;4;Ann;\n".to_owned();
        for other in [&full, &open] {
            let cut = table(&[other.clone(), "P;4;Ann\n".to_owned(), other.clone(), "P;4".to_owned()]);
            assert_eq!(lines(&cut), [3, 5], "{other}");
            assert_eq!(cut.rows[1].flaws, [(3, Flaw::CutOff { cells: 3, headings: 4 })]);
            assert_eq!(cut.rows[3].flaws, [(2, Flaw::CutOff { cells: 2, headings: 4 })]);
            assert_eq!(cut.around.short, None);
        }
    }

    #[test]
    fn where_no_row_is_as_wide_as_the_headings_missing_cells_are_empty() {
        let table = table(&["P;4;Ann\n", "P;4\n", "P;;Ann\n"].map(str::to_owned));
        assert_eq!(lines(&table), [] as [u32; 0]);
        let short = table.around.short.unwrap();
        assert_eq!((short.rows, short.first, short.cells), (3, 2, 2));
    }

    #[test]
    fn a_row_with_a_cell_too_many_makes_the_others_no_shorter() {
        let table = table(&["P;4;Ann\n", "P;4;Ann;2026-05-06;x\n", "P;4\n"].map(str::to_owned));
        assert_eq!(lines(&table), [3]);
        assert_eq!(table.around.short.map(|short| (short.rows, short.cells)), Some((2, 2)));
    }

    #[test]
    fn the_blocks_that_excel_writes_are_no_cut_off_rows() {
        let mut rows = vec!["P;4;Ann;2026-05-06\n".to_owned(); 16];
        rows.extend(vec!["P;4;Ann\n".to_owned(); 16]);
        rows.push("P;4;Ann;2026-05-07\n".to_owned());
        rows.extend(vec!["P;4\n".to_owned(); 3]);
        let read = table(&rows);
        assert_eq!(lines(&read), [] as [u32; 0]);
        assert_eq!(read.around.short.map(|short| (short.rows, short.first)), Some((19, 18)));
        // A single row may still have been cut off.
        rows.truncate(33);
        rows.push("P;4\n".to_owned());
        assert_eq!(lines(&table(&rows)), [35]);
        rows.drain(16..20);
        assert_eq!(lines(&table(&rows)), (18..30).chain([31]).collect::<Vec<_>>());
    }

    #[test]
    fn rows_with_all_their_cells_are_fine() {
        let read =
            table(&["P;4;Ann;2026-05-06\n", "P;4;Ann;\n", ";;;\n", "\n", "P;4;Ann;;;\n"].map(str::to_owned));
        assert_eq!((lines(&read), read.around.short, read.problems.len()), (Vec::new(), None, 0));
    }
}
