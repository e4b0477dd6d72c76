//! Builds a table from rows, for every format.

use std::collections::{BTreeSet, HashMap};

use super::flaw::{self, Flaw, MergedCells};
use super::short_rows::Short;
use super::{
    Around, CellKind, Cells, Content, Dialect, Doubled, MAX_CELLS, MAX_ROWS, ReadError, Row, RowProblem,
    Table,
};
use crate::guess::normal;
use crate::{column_letters, cut, shortened};

/// A table that grows as rows are read.
pub(super) struct Builder {
    header: Vec<String>,
    doubled: Vec<Doubled>,
    merged: MergedCells,
    rows: Vec<Row>,
    problems: Vec<RowProblem>,
    /// Columns without a heading that have content.
    unnamed: BTreeSet<usize>,
    short: Short,
}

impl Builder {
    /// Starts with the header's cells. Cells after the last heading do not count as columns.
    pub(super) fn new(header: impl IntoIterator<Item = String>, merged: MergedCells) -> Self {
        let mut header: Vec<String> = header.into_iter().map(|heading| cut(heading.trim())).collect();
        while header.last().is_some_and(String::is_empty) {
            header.pop();
        }
        let doubled = tell_apart(&mut header);
        let (rows, problems, unnamed) = (Vec::new(), Vec::new(), BTreeSet::new());
        Self { header, doubled, merged, rows, problems, unnamed, short: Short::default() }
    }

    /// Adds a row by its cells, each with its column. Columns that are not given are empty; a blank row is dropped.
    pub(super) fn row<C: Into<Content>>(
        &mut self,
        line: u32,
        cells: impl IntoIterator<Item = (usize, C)>,
    ) -> Result<(), ReadError> {
        let width = self.header.len();
        // Created with the first non-blank cell, so that a million blank rows cost nothing.
        let mut row: Option<(Vec<String>, Vec<CellKind>)> = None;
        let (mut spaces, mut surplus, mut given) = (Vec::new(), None, 0);
        for (column, cell) in cells {
            given = given.max(column + 1);
            let Content { text, kind } = cell.into();
            let is_blank = text.trim().is_empty();
            let is_error = kind == CellKind::Text && flaw::is_error(&text);
            let kind = if is_error { CellKind::Error } else { kind };
            if column >= width {
                // Formulas in an unnamed column beside the table may fail.
                if !is_blank && kind != CellKind::Error {
                    surplus.get_or_insert((column, text));
                }
            } else if !is_blank || kind == CellKind::Formula {
                let (cells, kinds) = row.get_or_insert_with(|| (vec![String::new(); width], Vec::new()));
                cells[column] = text;
                if kind != CellKind::Text {
                    kinds.resize(width, CellKind::Text);
                    kinds[column] = kind;
                }
            } else if !text.is_empty() {
                spaces.push((column, text));
            }
        }
        let surplus = surplus.map(|(column, cell)| {
            let (letters, cell) = (column_letters(column), shortened(cell.trim()));
            let last = column_letters(width.saturating_sub(1));
            format!(
                "the row has \"{cell}\" in column {letters}, and the headings end with column {last}; give column {letters} a \
                 heading, or clear the cell"
            )
        });
        if let Some((mut cells, kinds)) = row {
            for (column, space) in spaces {
                if cells[column].is_empty() {
                    cells[column] = space;
                }
            }
            let mut flaws = self.merged.covered(line, width);
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                flaws.extend(flaw::of_text(cell).map(|flaw| (column, flaw)));
                if self.header[column].is_empty() && !cell.trim().is_empty() {
                    self.unnamed.insert(column);
                }
            }
            match surplus {
                Some(message) => flaws.push((width, Flaw::Surplus(message))),
                // A row that is too wide does not show that the file writes empty cells at the end of its rows.
                None => self.short.note(self.rows.len(), given, width),
            }
            self.rows.push(Row { line, cells: Cells::from(cells.as_slice()), kinds, flaws });
        } else if let Some(message) = surplus {
            return self.problem(line, message);
        }
        self.check_limits()
    }

    /// Adds a row that cannot be read.
    pub(super) fn problem(&mut self, line: u32, message: String) -> Result<(), ReadError> {
        self.problems.push(RowProblem { line, message });
        self.check_limits()
    }

    pub(super) fn finish(self, dialect: Dialect, around: Around) -> Table {
        let Self { header, doubled, mut rows, problems, unnamed, short, .. } = self;
        rows.shrink_to_fit();
        let unnamed = unnamed.into_iter().map(column_letters).collect();
        let short = match dialect {
            Dialect::Csv { .. } => short.settle(&mut rows, header.len()),
            Dialect::Xlsx { .. } => None,
        };
        let (formats, around) = (Vec::new(), Around { unnamed, short, ..around });
        Table { header, rows, dialect, problems, formats, doubled, around }
    }

    fn check_limits(&self) -> Result<(), ReadError> {
        let rows = self.rows.len() + self.problems.len();
        if rows > MAX_ROWS {
            Err(ReadError::TooManyRows { max: MAX_ROWS })
        } else if rows * self.header.len() > MAX_CELLS {
            Err(ReadError::TooManyCells { max: MAX_CELLS })
        } else {
            Ok(())
        }
    }
}

/// Appends the column's letters to each heading that occurs more than once, in whatever spelling.
fn tell_apart(header: &mut [String]) -> Vec<Doubled> {
    let mut columns: HashMap<String, Vec<usize>> = HashMap::new();
    for (column, heading) in header.iter().enumerate().filter(|(_, heading)| !heading.is_empty()) {
        let name = Some(normal(heading)).filter(|name| !name.is_empty());
        columns.entry(name.unwrap_or_else(|| heading.clone())).or_default().push(column);
    }
    let mut doubled: Vec<Vec<usize>> = columns.into_values().filter(|columns| columns.len() > 1).collect();
    doubled.sort_unstable();
    let mut told = Vec::with_capacity(doubled.len());
    for columns in doubled {
        let heading = columns.first().map(|first| header[*first].clone()).unwrap_or_default();
        for column in &columns {
            header[*column] = format!("{} ({})", header[*column], column_letters(*column));
        }
        told.push(Doubled { heading, columns });
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builder(names: &[&str]) -> Builder {
        Builder::new(names.iter().map(ToString::to_string), MergedCells::default())
    }

    fn add(builder: &mut Builder, line: u32, cells: &[&str]) -> Result<(), ReadError> {
        builder.row(line, cells.iter().map(ToString::to_string).enumerate())
    }

    #[test]
    fn headings_are_trimmed_and_those_that_come_twice_are_told_apart() {
        assert_eq!(builder(&[" a ", "", "b\u{a0}", " ", ""]).header.join("|"), "a||b");
        let table = builder(&["Color", "", "", " color ", "%", "#", "Size", "%"]);
        assert_eq!(table.header.join("|"), "Color (A)|||color (D)|% (E)|#|Size|% (H)");
        let doubled = |heading: &str, columns: [usize; 2]| Doubled {
            heading: heading.to_owned(),
            columns: columns.to_vec(),
        };
        assert_eq!(table.doubled, [doubled("Color", [0, 3]), doubled("%", [4, 7])]);
    }

    #[test]
    fn cells_without_a_value_are_marked_and_refuse_nothing_by_themselves() {
        let mut table = builder(&["a", "", "c"]);
        add(&mut table, 2, &["1", "", "#N/A", "#REF!"]).unwrap();
        assert_eq!(table.rows[0].kinds, [CellKind::Text, CellKind::Text, CellKind::Error]);
        add(&mut table, 3, &["", "x", "M\u{fffd}"]).unwrap();
        assert_eq!(table.rows[0].flaws, []);
        assert_eq!(table.rows[1].flaws, [(2, Flaw::LostLetter)]);
        assert_eq!(table.problems, []);
        assert_eq!(table.unnamed, BTreeSet::from([1]));
    }

    #[test]
    fn short_rows_are_padded_and_long_ones_told() {
        let mut table = builder(&["a", "b"]);
        add(&mut table, 2, &["1"]).unwrap();
        add(&mut table, 3, &["1", "2", "", " "]).unwrap();
        add(&mut table, 4, &["1", "2", "", "3\n4"]).unwrap();
        add(&mut table, 5, &["", " ", ""]).unwrap();
        add(&mut table, 6, &["", "", "5"]).unwrap();
        assert_eq!(table.rows.len(), 3);
        assert_eq!(table.rows[0].cells, ["1", ""]);
        let message = "the row has \"3…\" in column D, and the headings end with column B; give column D a heading, or clear the cell";
        assert_eq!(table.rows[2].flaws, [(2, Flaw::Surplus(message.to_owned()))]);
        let message = "the row has \"5\" in column C, and the headings end with column B; give column C a heading, or clear the cell";
        assert_eq!(table.problems, [RowProblem { line: 6, message: message.to_owned() }]);
    }

    #[test]
    fn too_many_cells_are_refused() {
        let names: Vec<String> = (0..10_000).map(|index| index.to_string()).collect();
        let mut table = Builder::new(names, MergedCells::default());
        let full = (1..=501).find_map(|line| table.row(line, [(0, "x".to_owned())]).err());
        assert_eq!(full, Some(ReadError::TooManyCells { max: MAX_CELLS }));
        assert_eq!(table.rows.len(), 501);
    }

    #[test]
    fn too_many_rows_are_refused() {
        let mut table = builder(&["a"]);
        let full =
            (1..=500_001).find_map(|line| add(&mut table, line, &["x"]).err().map(|error| (line, error)));
        assert_eq!(full, Some((500_001, ReadError::TooManyRows { max: MAX_ROWS })));
    }
}
