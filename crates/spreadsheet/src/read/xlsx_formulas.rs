//! Formulas without a stored value, and errors that are newer than the reader of workbooks.
//!
//! Programs that write workbooks often leave the values of formulas to the spreadsheet that opens the file. The reader of
//! workbooks treats such a cell as empty, and gives up on the whole sheet if a cell has an error value that it doesn't know. So
//! in sheets with such cells, these are marked by special styles first.

use std::collections::HashSet;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use super::xlsx_error::PartError;
use super::xlsx_references::{SHEET_COLUMNS, SHEET_ROWS, cell, range, row};
use crate::column_letters;

/// The style of a cell whose value is unknown. No workbook has this many.
pub(super) const UNKNOWN: usize = u32::MAX as usize;
/// The style of a cell whose text is an error.
pub(super) const ERROR: usize = UNKNOWN - 1;
/// The errors that the reader of workbooks knows.
const ERRORS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
/// At most this many bytes of an error are kept.
const ERROR_LENGTH: usize = 32;
/// The most formulas without a value that fill several cells of one row.
const RANGES: usize = 256;
/// The most cells that such formulas fill without the sheet listing them.
const UNLISTED: usize = 1 << 20;

/// The most tags and strings in a cell.
const EVENTS: usize = 1 << 16;

/// Row and column, counted from 1.
type Place = (u32, u32);

/// The kind of value that a cell holds.
#[derive(Default, PartialEq)]
enum Holds {
    /// Text, which may be empty.
    Text,
    /// The number of a shared text.
    SharedText,
    #[default]
    Other,
}

/// A cell that was read to its end.
#[derive(Default)]
pub(super) struct Ended {
    place: Place,
    holds: Holds,
    /// The error that is its value.
    error: Option<String>,
    has_formula: bool,
    has_value: bool,
    /// The cells that its formula fills, if there are several.
    fills: Option<(Place, Place)>,
}

impl Ended {
    /// Returns whether it has a formula without a stored value.
    fn is_unknown(&self) -> bool {
        self.has_formula && !self.has_value
    }

    /// The error in it, if the reader of workbooks does not know that error.
    fn new_error(&self) -> Option<&str> {
        let error = self.error.as_deref().map(str::trim).filter(|_| self.has_value)?;
        (!ERRORS.contains(&error)).then_some(error)
    }

    /// Returns whether the reader of workbooks would misread it.
    pub(super) fn is_to_mark(&self) -> bool {
        self.is_unknown() || self.new_error().is_some()
    }
}

/// Tracks the cells of a sheet.
pub(super) struct Formulas {
    /// The place of the next cell, if it does not state one.
    next: Place,
    cell: Option<Ended>,
    in_value: bool,
}

impl Default for Formulas {
    fn default() -> Self {
        Self { next: (1, 1), cell: None, in_value: false }
    }
}

impl Formulas {
    /// The row that was started last, counted from 1.
    pub(super) fn row(&self) -> u32 {
        self.next.0
    }

    /// Returns whether the number of a shared text is being read.
    pub(super) fn is_in_shared(&self) -> bool {
        self.in_value && self.cell.as_ref().is_some_and(|cell| cell.holds == Holds::SharedText)
    }

    /// Takes the next event of a sheet. Returns the cell that ends with it, if any.
    pub(super) fn follow(&mut self, event: &Event<'_>) -> Result<Option<Ended>, PartError> {
        match event {
            Event::Start(start) => self.start(start)?,
            Event::Text(text) if self.in_value => self.value(text),
            Event::CData(_) | Event::GeneralRef(_) if self.in_value => self.value("?"),
            Event::End(end) => match end.local_name().as_ref() {
                "v" => self.in_value = false,
                "c" => {
                    self.in_value = false;
                    self.next.1 = self.next.1.saturating_add(1);
                    return Ok(self.cell.take());
                }
                "row" => self.next = (self.next.0.saturating_add(1), 1),
                _ => {}
            },
            _ => {}
        }
        Ok(None)
    }

    fn value(&mut self, text: &str) {
        let Some(cell) = &mut self.cell else { return };
        cell.has_value |= !text.trim().is_empty();
        if let Some(error) = &mut cell.error {
            let left = ERROR_LENGTH.saturating_sub(error.len());
            error.extend(text.chars().take(left));
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), PartError> {
        match (start.local_name().as_ref(), &mut self.cell) {
            ("row", _) => {
                if let Some(row) = attribute(start, "r")?.and_then(|text| row(&text)) {
                    self.next.0 = row;
                }
            }
            ("c", _) => {
                if let Some(place) = attribute(start, "r")?.and_then(|text| cell(&text)) {
                    self.next = place;
                }
                let kind = attribute(start, "t")?.unwrap_or_default();
                let error = (kind == "e").then(String::new);
                let holds = match kind.as_str() {
                    "str" => Holds::Text,
                    "s" => Holds::SharedText,
                    _ => Holds::Other,
                };
                self.cell = Some(Ended { place: self.next, holds, error, ..Ended::default() });
            }
            ("f", Some(cell)) => {
                cell.has_formula = true;
                if attribute(start, "t")?.is_some_and(|kind| matches!(kind.as_str(), "array" | "dataTable")) {
                    let filled = attribute(start, "ref")?.and_then(|text| range(&text));
                    cell.fills = filled.filter(|(first, last)| first != last);
                }
            }
            ("v", Some(cell)) => {
                self.in_value = true;
                cell.has_value |= cell.holds == Holds::Text;
            }
            ("is", Some(cell)) => cell.has_value = true,
            _ => {}
        }
        Ok(())
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, PartError> {
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute?;
        if attribute.key.local_name().as_ref() == name {
            return Ok(Some(attribute.value.into_owned()));
        }
    }
    Ok(None)
}

/// Writes a sheet, and marks the cells whose value is unknown.
pub(super) struct Marking<W: Write> {
    output: Writer<W>,
    formulas: Formulas,
    /// The events of the cell that is being read.
    cell: Vec<Event<'static>>,
    /// The cells that formulas without a value fill beside their own, in this row and below.
    filled: Vec<(Place, Place)>,
    /// The columns that this row lists, if formulas fill some of it.
    listed: HashSet<u32>,
    unlisted: usize,
}

impl<W: Write> Marking<W> {
    pub(super) fn new(output: W) -> Self {
        Self {
            output: Writer::new(output),
            formulas: Formulas::default(),
            cell: Vec::new(),
            filled: Vec::new(),
            listed: HashSet::new(),
            unlisted: 0,
        }
    }

    pub(super) fn event(&mut self, event: Event<'_>) -> Result<(), PartError> {
        if !matches!(
            event,
            Event::Start(_) | Event::End(_) | Event::Text(_) | Event::CData(_) | Event::GeneralRef(_)
        ) {
            return Ok(());
        }
        let row = self.formulas.next.0;
        let ended = self.formulas.follow(&event)?;
        let Some(ended) = ended else {
            if self.formulas.cell.is_some() {
                self.cell.push(event.into_owned());
                if self.cell.len() > EVENTS {
                    return Err(PartError::Forged(format!("a cell has more than {EVENTS} tags and strings")));
                }
                return Ok(());
            }
            if matches!(&event, Event::End(end) if end.local_name().as_ref() == "row") {
                self.fill(row)?;
            }
            return Ok(self.output.write_event(event)?);
        };
        let is_filled = self.filled.iter().any(|range| is_within(ended.place, *range));
        if is_filled {
            self.listed.insert(ended.place.1);
        }
        let events = std::mem::take(&mut self.cell);
        if ended.is_unknown() || is_filled && !ended.has_value {
            if let Some(range) = ended.fills {
                self.listed.insert(ended.place.1);
                self.filled.push(range);
            }
            if self.filled.len() > RANGES {
                return Err(PartError::Forged(format!(
                    "more than {RANGES} of its array formulas have no stored value"
                )));
            }
            return self.mark(ended.place);
        }
        if let Some(error) = ended.new_error() {
            return self.write(ended.place, ERROR, error);
        }
        for event in events {
            self.output.write_event(event)?;
        }
        Ok(self.output.write_event(event)?)
    }

    /// Marks the cells that formulas fill in the row that ends, but that the row does not list.
    fn fill(&mut self, row: u32) -> Result<(), PartError> {
        for ((first_row, first), (last_row, last)) in self.filled.clone() {
            if !(first_row..=last_row).contains(&row) {
                continue;
            }
            for column in first..=last {
                if self.listed.insert(column) {
                    self.unlisted += 1;
                    self.mark((row, column))?;
                }
            }
            if self.unlisted > UNLISTED {
                return Err(PartError::Forged(format!(
                    "its array formulas fill more than {UNLISTED} cells without a stored value"
                )));
            }
        }
        self.filled.retain(|(_, (last_row, _))| *last_row > row);
        self.listed.clear();
        Ok(())
    }

    /// Writes a cell whose value is unknown.
    fn mark(&mut self, place: Place) -> Result<(), PartError> {
        self.write(place, UNKNOWN, "")
    }

    fn write(&mut self, (row, column): Place, style: usize, text: &str) -> Result<(), PartError> {
        if row > SHEET_ROWS || column > SHEET_COLUMNS {
            let reason = format!("a cell is beyond row {SHEET_ROWS} or column {SHEET_COLUMNS}");
            return Err(PartError::Forged(reason));
        }
        let place = format!("{}{row}", column_letters((column as usize).saturating_sub(1)));
        let style = style.to_string();
        let attributes = [("r", place.as_str()), ("s", style.as_str()), ("t", "str")];
        self.output.write_event(Event::Start(BytesStart::new("c").with_attributes(attributes)))?;
        self.output.write_event(Event::Start(BytesStart::new("v")))?;
        self.output.write_event(Event::Text(BytesText::new(text)))?;
        self.output.write_event(Event::End(BytesEnd::new("v")))?;
        Ok(self.output.write_event(Event::End(BytesEnd::new("c")))?)
    }
}

fn is_within((row, column): Place, ((first_row, first), (last_row, last)): (Place, Place)) -> bool {
    (first_row..=last_row).contains(&row) && (first..=last).contains(&column)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use crate::format::Unshown;
    use crate::{ReadError, Table, read};

    /// Reads a workbook whose one sheet has that content.
    fn workbook(rows: &str) -> Result<Table, ReadError> {
        const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let relation = |kind: &str, target: &str| {
            format!(
                r#"<Relationships><Relationship Id="r1" Type="{TYPE}/{kind}" Target="{target}"/></Relationships>"#
            )
        };
        let heading = |name: &str| format!(r#"<c t="inlineStr"><is><t>{name}</t></is></c>"#);
        let head: String = ["Key", "End", "Seats", "Note"].map(heading).concat();
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, content) in [
            ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
            ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
            (
                "xl/workbook.xml",
                r#"<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#.to_owned(),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!("<worksheet><sheetData><row r=\"1\">{head}</row>{rows}</sheetData></worksheet>"),
            ),
        ] {
            archive.start_file(path, SimpleFileOptions::default()).unwrap();
            archive.write_all(content.as_bytes()).unwrap();
        }
        read(&archive.finish().unwrap().into_inner(), "a.xlsx")
    }

    /// The cells with unknown values, by line and column.
    fn unknown(rows: &str) -> Vec<(u32, usize)> {
        let table = workbook(rows).unwrap();
        let cells = table.rows.iter().flat_map(|row| (0..4).map(move |column| (row, column)));
        let unknown = cells.filter(|(row, column)| row.value(*column) == Err(Unshown::Formula));
        unknown.map(|(row, column)| (row.line, column)).collect()
    }

    #[test]
    fn a_formula_without_a_value_is_not_empty() {
        for cell in [
            "<f>A2+1</f>",
            "<f>A2+1</f><v></v>",
            "<f>A2+1</f><v/>",
            "<f>A2+1</f><v> </v>",
            "<f t=\"shared\" ref=\"B2:B9\" si=\"0\">A2+1</f>",
            "<f t=\"shared\" si=\"0\"/>",
            "<f t=\"array\" ref=\"B2\">A2+1</f>",
            "<f/>",
        ] {
            for attributes in ["", " t=\"n\"", " t=\"b\"", " t=\"s\""] {
                let rows =
                    format!("<row r=\"2\"><c r=\"A2\"><v>5</v></c><c r=\"B2\"{attributes}>{cell}</c></row>");
                assert_eq!(unknown(&rows), [(2, 1)], "{attributes} {cell}");
            }
        }
        // The cell's place may be omitted, and the row may have no other cells.
        assert_eq!(unknown("<row><c/><c><f>1</f></c></row><row><c><f>1</f></c></row>"), [(2, 1), (3, 0)]);
        assert_eq!(unknown("<row><c t=\"str\"><f>1</f></c></row>"), [(2, 0)]);
    }

    #[test]
    fn a_stored_value_is_taken_beside_unknown_ones() {
        let rows = "<row r=\"2\"><c r=\"A2\"><f>1</f><v>5</v></c><c r=\"B2\" t=\"str\"><f>x</f><v></v></c>\
            <c r=\"C2\"><f>2</f></c><c r=\"D2\" t=\"inlineStr\"><is><t>a &amp; b</t></is></c></row>\
            <row r=\"3\"><c r=\"A3\"><v>6</v></c><c r=\"D3\" t=\"str\"><f>3</f><v>x &lt; y</v></c></row>";
        let table = workbook(rows).unwrap();
        // An empty text is a value.
        assert_eq!(table.rows[0].cells, ["5", "", "", "a & b"]);
        assert_eq!(table.rows[1].cells, ["6", "", "", "x < y"]);
        assert_eq!(unknown(rows), [(2, 2)]);
        let beyond = workbook("<row r=\"2\"><c r=\"A2\"><v>5</v></c><c r=\"J2\"><f>1</f></c></row>").unwrap();
        assert_eq!((beyond.rows.len(), beyond.problems.len()), (1, 0));
    }

    #[test]
    fn an_array_formula_fills_cells_that_are_not_listed() {
        let rows = "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><f t=\"array\" ref=\"B2:C4\">E2:F4</f></c></row>\
            <row r=\"3\"><c r=\"A3\"><v>2</v></c><c r=\"C3\"/></row>\
            <row r=\"4\"><c r=\"A4\"><v>3</v></c><c r=\"B4\"><v>46000</v></c></row>\
            <row r=\"5\"><c r=\"A5\"><v>4</v></c></row>";
        assert_eq!(unknown(rows), [(2, 1), (2, 2), (3, 1), (3, 2), (4, 2)]);
        let stored = rows.replace("</f></c>", "</f><v>1</v></c>");
        assert_eq!(unknown(&stored), []);
    }

    #[test]
    fn array_formulas_do_not_fill_without_end() {
        let cell = "<c r=\"A2\"><f t=\"array\" ref=\"A2:XFD1048576\">1</f></c>";
        let message = workbook(&format!("<row r=\"2\">{cell}</row>")).map(|table| table.rows[0].kinds.len());
        assert_eq!(message, Ok(4));
        let message = workbook(&format!("<row r=\"2\">{}</row>", cell.repeat(300))).unwrap_err().to_string();
        assert!(message.contains("more than 256 of its array formulas"), "{message}");
        let rows: Vec<String> = (3..100).map(|row| format!("<row r=\"{row}\"/>")).collect();
        let rows = rows.concat();
        let message = workbook(&format!("<row r=\"2\">{cell}</row>{rows}")).unwrap_err().to_string();
        assert!(message.contains("fill more than 1048576 cells"), "{message}");
    }

    #[test]
    fn an_error_of_newer_spreadsheets_is_an_error() {
        let rows = "<row r=\"2\"><c r=\"A2\"><v>5</v></c><c r=\"B2\" t=\"e\"><f>1</f><v>#SPILL!</v></c>\
            <c r=\"C2\" t=\"e\"><v>#N/A</v></c><c r=\"D2\" t=\"e\"><f>1</f><v/></c></row>";
        let table = workbook(rows).unwrap();
        let value = |column| table.rows[0].value(column);
        assert_eq!(value(1), Err(Unshown::Error("#SPILL!".to_owned())));
        assert_eq!(value(2), Err(Unshown::Error("#N/A".to_owned())));
        assert_eq!(value(3), Err(Unshown::Formula));
    }

    #[test]
    fn a_cell_is_not_kept_without_end() {
        let cell = |values: usize| format!("<c><f>1</f>{}</c>", "<v>1</v>".repeat(values));
        let rows = format!("<row r=\"2\"><c><f>1</f></c>{}</row>", cell(40_000));
        let message = workbook(&rows).unwrap_err().to_string();
        assert!(message.contains("a cell has more than 65536 tags and strings"), "{message}");
    }

    #[test]
    fn a_heading_that_nobody_computed_is_told() {
        let head = "<row r=\"1\"><c r=\"E1\"><f>1</f></c></row>";
        assert_eq!(workbook(head).unwrap_err(), ReadError::UnknownHeading { column: "E".to_owned() });
    }
}
