//! Puts rows together to a table, the same for every format.

use super::{CellKind, Content, Dialect, MAX_CELLS, MAX_ROWS, ReadError, Row, RowProblem, Table};
use crate::{column_letters, shortened};

/// A table to which rows are added as they are read.
pub(super) struct Builder {
    header: Vec<String>,
    rows: Vec<Row>,
    problems: Vec<RowProblem>,
}

impl Builder {
    /// Starts with the cells of the header. Cells behind the last heading do not count as columns.
    pub(super) fn new(header: impl IntoIterator<Item = String>) -> Result<Self, ReadError> {
        let mut header: Vec<String> = header.into_iter().map(|heading| heading.trim().to_owned()).collect();
        while header.last().is_some_and(String::is_empty) {
            header.pop();
        }
        let mut seen = std::collections::HashMap::new();
        for (index, heading) in header.iter().enumerate().filter(|(_, heading)| !heading.is_empty()) {
            if let Some(first) = seen.insert(heading.to_lowercase(), index) {
                return Err(ReadError::DuplicateHeading {
                    name: heading.clone(),
                    first: column_letters(first),
                    second: column_letters(index),
                });
            }
        }
        Ok(Self { header, rows: Vec::new(), problems: Vec::new() })
    }

    /// Adds a row by its cells, each with its column. Columns that are not given are empty; a blank row is dropped.
    pub(super) fn row<C: Into<Content>>(
        &mut self,
        line: u32,
        cells: impl IntoIterator<Item = (usize, C)>,
    ) -> Result<(), ReadError> {
        let width = self.header.len();
        // The row is made with its first cell that is not blank, so that a million blank rows cost nothing.
        let mut row: Option<Row> = None;
        let (mut spaces, mut surplus) = (Vec::new(), None);
        for (column, cell) in cells {
            let Content { text, kind } = cell.into();
            let is_blank = text.trim().is_empty();
            if column >= width {
                if !is_blank {
                    surplus.get_or_insert((column, text));
                }
            } else if !is_blank || kind == CellKind::Formula {
                let row = row.get_or_insert_with(|| Row {
                    line,
                    cells: vec![String::new(); width],
                    kinds: Vec::new(),
                });
                row.cells[column] = text;
                if kind != CellKind::Text {
                    row.kinds.resize(width, CellKind::Text);
                    row.kinds[column] = kind;
                }
            } else if !text.is_empty() {
                spaces.push((column, text));
            }
        }
        if let Some((column, cell)) = surplus {
            let (letters, cell) = (column_letters(column), shortened(cell.trim()));
            let columns = if width == 1 { "1 column".to_owned() } else { format!("{width} columns") };
            let message = format!(
                "has \"{cell}\" in column {} ({letters}), but the header names {columns}; \
                 leave the cells behind them empty",
                column + 1
            );
            return self.problem(line, message);
        }
        if let Some(mut row) = row {
            for (column, space) in spaces {
                if row.cells[column].is_empty() {
                    row.cells[column] = space;
                }
            }
            self.rows.push(row);
        }
        self.check_limits()
    }

    /// Adds a row that cannot be read.
    pub(super) fn problem(&mut self, line: u32, message: String) -> Result<(), ReadError> {
        self.problems.push(RowProblem { line, message });
        self.check_limits()
    }

    pub(super) fn finish(self, dialect: Dialect) -> Table {
        let Self { header, rows, problems } = self;
        Table { header, rows, dialect, problems, formats: Vec::new() }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn builder(names: &[&str]) -> Result<Builder, ReadError> {
        Builder::new(names.iter().map(ToString::to_string))
    }

    fn add(builder: &mut Builder, line: u32, cells: &[&str]) -> Result<(), ReadError> {
        builder.row(line, cells.iter().map(ToString::to_string).enumerate())
    }

    #[test]
    fn headings_are_trimmed_and_none_may_come_twice() {
        assert_eq!(
            builder(&[" a ", "", "b\u{a0}", " ", ""]).map(|table| table.header.join("|")),
            Ok("a||b".to_owned())
        );
        let refused = builder(&["Name", "", "", " name "]).map(|b| b.header).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the header names \"name\" twice, in columns A and D; every column needs its own name"
        );
    }

    #[test]
    fn short_rows_are_padded_and_long_ones_told() {
        let mut table = builder(&["a", "b"]).unwrap_or_else(|error| panic!("{error}"));
        add(&mut table, 2, &["1"]).unwrap();
        add(&mut table, 3, &["1", "2", "", " "]).unwrap();
        add(&mut table, 4, &["1", "2", "", "3\n4"]).unwrap();
        add(&mut table, 5, &["", " ", ""]).unwrap();
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[0].cells, ["1", ""]);
        let message =
            "has \"3…\" in column 4 (D), but the header names 2 columns; leave the cells behind them empty";
        assert_eq!(table.problems, [RowProblem { line: 4, message: message.to_owned() }]);
    }

    #[test]
    fn too_many_cells_are_refused() {
        let names: Vec<String> = (0..10_000).map(|index| index.to_string()).collect();
        let mut table = Builder::new(names).unwrap_or_else(|error| panic!("{error}"));
        let full = (1..=501).find_map(|line| table.row(line, [(0, "x".to_owned())]).err());
        assert_eq!(full, Some(ReadError::TooManyCells { max: MAX_CELLS }));
        assert_eq!(table.rows.len(), 501);
    }

    #[test]
    fn too_many_rows_are_refused() {
        let mut table = builder(&["a"]).unwrap_or_else(|error| panic!("{error}"));
        let full =
            (1..=500_001).find_map(|line| add(&mut table, line, &["x"]).err().map(|error| (line, error)));
        assert_eq!(full, Some((500_001, ReadError::TooManyRows { max: MAX_ROWS })));
    }
}
