//! Finds the row of the headings, below any titles.

use super::builder::Builder;
use super::flaw::{Merged, MergedCells};
use super::{Around, CellKind, Choices, Content, Dialect, ReadError, Table};
use crate::{column_letters, guess, shortened};

/// The headings are searched among this many first rows, not counting blank ones.
pub(super) const START: usize = 20;

/// The cells of a row that exist, each with its column.
type Cells = Vec<(usize, Content)>;

/// Takes a file's rows in order, and starts the table at the headings.
pub(super) struct Rows<'a> {
    name: &'a str,
    choices: Choices<'a>,
    /// The first non-blank rows, until the headings are found among them.
    waiting: Vec<(u32, Cells)>,
    around: Around,
    merged: Vec<Merged>,
    table: Option<Builder>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(name: &'a str, choices: Choices<'a>, merged: Vec<Merged>) -> Self {
        Self { name, choices, waiting: Vec::new(), around: Around::default(), merged, table: None }
    }

    /// Takes a row.
    pub(super) fn row(&mut self, line: u32, cells: Cells) -> Result<(), ReadError> {
        let is_blank = cells.iter().all(|(_, cell)| cell.text.trim().is_empty());
        if self.around.start.len() < START && !is_blank {
            self.around.start.push((line, text(&cells)));
        }
        if let Some(table) = &mut self.table {
            return table.row(line, cells);
        }
        if is_blank {
            // A row of only uncomputed formulas is not a header, and below a header it is not blank.
            let is_unknown = cells.iter().any(|(_, cell)| cell.kind == CellKind::Formula);
            let is_below = is_unknown && !self.waiting.is_empty();
            return if is_below { self.wait(line, cells) } else { Ok(()) };
        }
        match self.choices.heading_row {
            Some(chosen) if line < chosen => {
                self.around.above += 1;
                Ok(())
            }
            Some(chosen) if line > chosen => Err(self.no_headings(chosen)),
            Some(_) => self.begin(line, &cells),
            None => self.wait(line, cells),
        }
    }

    /// Keeps a row until the headings are found.
    fn wait(&mut self, line: u32, cells: Cells) -> Result<(), ReadError> {
        self.waiting.push((line, cells));
        if self.waiting.len() < START { Ok(()) } else { self.settle() }
    }

    /// Returns the table; None if all rows were blank.
    pub(super) fn finish(mut self, dialect: Dialect) -> Result<Option<Table>, ReadError> {
        self.settle()?;
        let Self { around, table, choices, .. } = self;
        match (table, choices.heading_row) {
            (Some(table), _) => Ok(Some(table.finish(dialect, around))),
            (None, Some(line)) if !around.start.is_empty() => {
                Err(ReadError::NoHeadings { name: self.name.to_owned(), line })
            }
            (None, _) => Ok(None),
        }
    }

    fn no_headings(&self, line: u32) -> ReadError {
        ReadError::NoHeadings { name: self.name.to_owned(), line }
    }

    /// Finds the headings among the first rows, and starts the table with them and the rows below.
    fn settle(&mut self) -> Result<(), ReadError> {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return Ok(());
        }
        let headings = best(waiting.iter().map(|(_, cells)| cells.as_slice()), self.choices);
        self.around.above = headings;
        for (line, cells) in waiting.into_iter().skip(headings) {
            match &mut self.table {
                None => self.begin(line, &cells)?,
                Some(table) => table.row(line, cells)?,
            }
        }
        Ok(())
    }

    fn begin(&mut self, line: u32, cells: &[(usize, Content)]) -> Result<(), ReadError> {
        let unknown = cells.iter().find(|(_, cell)| cell.kind == CellKind::Formula);
        if let Some((column, _)) = unknown {
            return Err(ReadError::UnknownHeading { column: column_letters(*column) });
        }
        self.around.heading_row = line;
        let merged = MergedCells::new(std::mem::take(&mut self.merged));
        self.table = Some(Builder::new(header(cells), merged));
        Ok(())
    }
}

/// The headings of a row, by column.
fn header(cells: &[(usize, Content)]) -> Vec<String> {
    let named = cells.iter().filter(|(_, cell)| !cell.text.trim().is_empty());
    let mut header = vec![String::new(); named.map(|(column, _)| column + 1).max().unwrap_or_default()];
    for (column, cell) in cells {
        if let Some(heading) = header.get_mut(*column) {
            heading.clone_from(&cell.text);
        }
    }
    header
}

/// How many of the wanted columns a row names.
fn named(cells: &[(usize, Content)], choices: Choices<'_>) -> usize {
    if choices.fields.is_empty() {
        return 0;
    }
    guess(&header(cells), choices.fields).into_iter().flatten().count()
}

/// The position of the headings among the first rows: the first row that names the most wanted columns, if it names two or
/// more. Otherwise the first row, unless it is a title: a lone cell above a wider row.
fn best<'c>(rows: impl Iterator<Item = &'c [(usize, Content)]> + Clone, choices: Choices<'_>) -> usize {
    let first_of_most = |scores: &mut dyn Iterator<Item = usize>| {
        scores.enumerate().fold((0, 0), |best, (at, score)| if score > best.1 { (at, score) } else { best })
    };
    let (at, most) = first_of_most(&mut rows.clone().map(|cells| named(cells, choices)));
    if most >= 2 {
        return at;
    }
    let filled =
        |cells: &'c [(usize, Content)]| cells.iter().filter(|(_, cell)| !cell.text.trim().is_empty()).count();
    let (widest, width) = first_of_most(&mut rows.clone().map(filled));
    let is_title = rows.clone().next().map(filled) == Some(1) && most == 0;
    if is_title && width >= 3 { widest } else { 0 }
}

/// How well the first rows of a sheet fit: how many wanted columns the best row names.
pub(super) fn fit(rows: &[Cells], choices: Choices<'_>) -> usize {
    rows.iter().map(|cells| named(cells, choices)).max().filter(|most| *most >= 2).unwrap_or_default()
}

/// The beginning of a row's text.
fn text(cells: &[(usize, Content)]) -> String {
    let filled = cells.iter().map(|(_, cell)| cell.text.trim()).filter(|cell| !cell.is_empty());
    let cells: Vec<_> = filled.take(4).map(shortened).collect();
    cells.join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, read_with};

    const FIELDS: &[Field] = &[
        Field { name: "Article", aliases: &["part"] },
        Field { name: "Amount", aliases: &["pieces"] },
        Field { name: "Buyer", aliases: &[] },
    ];

    fn table(text: &str, heading_row: Option<u32>, fields: &[Field]) -> Result<Table, ReadError> {
        read_with(text.as_bytes(), "list.csv", Choices { heading_row, fields, ..Choices::default() })
    }

    fn heading_row(text: &str, fields: &[Field]) -> u32 {
        table(text, None, fields).unwrap().around.heading_row
    }

    const TITLED: &str = "Deliveries;;\nby shop 3;2026-02-01;\n\nPart;Pieces;Buyer\nP-1;4;Ann\nP-2;6;Ben\n";

    #[test]
    fn headings_are_found_below_titles_and_what_stands_above_is_counted() {
        let table = table(TITLED, None, FIELDS).unwrap();
        assert_eq!(table.header, ["Part", "Pieces", "Buyer"]);
        assert_eq!((table.around.heading_row, table.around.above), (4, 2));
        assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [5, 6]);
        let start: Vec<_> = table.around.start.iter().map(|(line, text)| (*line, text.as_str())).collect();
        assert_eq!(
            start[..3],
            [(1, "Deliveries"), (2, "by shop 3 | 2026-02-01"), (4, "Part | Pieces | Buyer")]
        );
    }

    #[test]
    fn a_title_is_told_by_being_alone_where_no_heading_is_known() {
        assert_eq!(heading_row(TITLED, &[]), 4);
        // Two cells may be the headings of a narrow table.
        assert_eq!(heading_row("Part\nP-1;4\n", &[]), 1);
    }

    #[test]
    fn titles_that_are_not_filled_up_hide_no_delimiter() {
        let text = "Deliveries, all of them\nby shop 3\nPart;Pieces;Buyer\nP-1;4;Ann\nP-2;6;Ben\n";
        let table = table(text, None, FIELDS).unwrap();
        assert_eq!(table.header, ["Part", "Pieces", "Buyer"]);
        assert_eq!(table.problems, []);
    }

    #[test]
    fn a_person_may_choose_any_line_that_is_not_blank() {
        let chosen = table(TITLED, Some(2), FIELDS).unwrap();
        assert_eq!(chosen.header, ["by shop 3", "2026-02-01"]);
        assert_eq!((chosen.around.heading_row, chosen.around.above), (2, 1));
        let far: String = (0..40).map(|_| "x;y;z\n").collect::<String>() + TITLED;
        let chosen = table(&far, Some(44), FIELDS).unwrap();
        assert_eq!((chosen.header[0].as_str(), chosen.around.above), ("Part", 42));
        for line in [3, 90] {
            let message = table(TITLED, Some(line), FIELDS).unwrap_err().to_string();
            assert_eq!(
                message,
                format!("line {line} of list.csv has no headings; choose a line that is not blank")
            );
        }
    }

    #[test]
    fn the_first_row_stays_the_header_where_another_says_no_more() {
        assert_eq!(heading_row("Part;Color\nPieces;red\nP;blue\n", FIELDS), 1);
    }
}
