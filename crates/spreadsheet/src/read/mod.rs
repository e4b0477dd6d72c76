//! Reads a file into a table of text cells, whatever its format, encoding and dialect.

mod builder;
mod cell;
mod cells;
mod csv;
mod delimiter;
mod encoding;
mod error;
mod flaw;
mod headings;
mod language;
mod open_encoding;
#[cfg(test)]
mod open_encoding_tests;
mod plausible;
mod readings;
mod records;
mod short_rows;
mod text;
mod xlsx;
mod xlsx_cell;
mod xlsx_container;
mod xlsx_error;
mod xlsx_formulas;
mod xlsx_package;
mod xlsx_parts;
mod xlsx_references;
mod xlsx_texts;

pub use cell::CellKind;
use cell::Content;
pub use cells::Cells;
pub use encoding::{ENCODINGS, TextEncoding};
pub use error::ReadError;
pub use flaw::Flaw;
pub use open_encoding::{OpenCell, OpenEncoding};

use crate::{Field, cut};

/// The most rows below the headings that a table may have.
pub const MAX_ROWS: usize = 500_000;
/// The most cells that a table may have: rows times named columns.
pub const MAX_CELLS: usize = 5_000_000;
/// The most bytes that the parts of an XLSX file may unpack to, and that its cells may hold.
pub const MAX_UNPACKED: u64 = 256 << 20;
/// How many times its own size an XLSX file may unpack to. Files of spreadsheet programs and order systems reach 30.
pub const MAX_EXPANSION: u64 = 50;

/// A table of text, as in the file. Blank rows are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The headings, trimmed. A column without one inside the table has an empty name. All others are different: if the file
    /// repeats a heading, each has its column's letters after it, as in `Remark (G)`.
    pub header: Vec<String>,
    /// The rows in file order, each with as many cells as the header.
    pub rows: Vec<Row>,
    /// How the file was read.
    pub dialect: Dialect,
    /// The rows that could not be read. They are not in `rows`.
    pub problems: Vec<RowProblem>,
    /// The codes of the number formats to which [`CellKind::Number`] points; none in a CSV file.
    pub formats: Vec<String>,
    /// The headings that occur several times.
    pub doubled: Vec<Doubled>,
    /// The content of the file around the table.
    pub around: Around,
}

/// A heading that occurs several times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubled {
    /// The heading as the file has it.
    pub heading: String,
    /// Its columns, counted from 0.
    pub columns: Vec<usize>,
}

/// The content of a file around its table, which was not read as part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// The first non-blank rows, each with its line and the beginning of its text. The headings are one of them.
    pub start: Vec<(u32, String)>,
    /// The line of the headings.
    pub heading_row: u32,
    /// How many non-blank rows are above the headings.
    pub above: usize,
    /// The visible sheets with content, including the one that was read.
    pub sheets: Vec<String>,
    /// The hidden sheets with content.
    pub hidden_sheets: Vec<String>,
    /// The lines of the table's rows that the sheet hides, for example by a filter.
    pub hidden_rows: Vec<u32>,
    /// The table's columns that the sheet hides, each with its letters, counted from 0.
    pub hidden_columns: Vec<(usize, String)>,
    /// The visible sheets that have as many wanted columns as the one that was read, unless a person chose the sheet.
    pub alike_sheets: Vec<String>,
    /// The letters of columns that have content but no heading.
    pub unnamed: Vec<String>,
    /// Rows of a text file with fewer cells than the headings, whose missing cells were read as empty.
    pub short: Option<ShortRows>,
}

/// Rows of a text file with fewer cells than headings, in a file that omits empty cells throughout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShortRows {
    /// The number of such rows.
    pub rows: usize,
    /// The line of the first one.
    pub first: u32,
    /// The number of cells of the shortest.
    pub cells: usize,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line on which the row begins in a CSV file, or its row in a sheet, counted from 1 including the header.
    pub line: u32,
    /// The cells as text. Dates of a spreadsheet read `2026-01-31`, its booleans `TRUE` or `FALSE`, and its numbers are in
    /// digits whatever the sheet shows ([`Table::shown`]).
    pub cells: Cells,
    /// The kind of each cell. Empty if all are text, as in a CSV file.
    pub kinds: Vec<CellKind>,
    /// The cells without a usable value, each with its column, counted from 0. They matter only if the column does.
    pub flaws: Vec<(usize, Flaw)>,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// The line or row in the file, counted as in [`Row::line`].
    pub line: u32,
    /// The problem, its place in the row, and what is allowed.
    pub message: String,
}

/// How a file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialect {
    /// Text with one line per row.
    Csv {
        /// The name of the encoding in the Encoding Standard, such as `UTF-8` or `windows-1252`.
        encoding: &'static str,
        /// The character between cells.
        delimiter: char,
        /// How certain the encoding is.
        certainty: Certainty,
    },
    /// A workbook of Excel 2007 or later.
    Xlsx {
        /// The name of the sheet that was read.
        sheet: String,
    },
}

/// How certain the encoding of a text file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certainty {
    /// The file or a person says it.
    Known,
    /// The file makes sense in no other candidate encoding.
    Guessed,
    /// The file makes sense in several, and the table uses one of them. A person has to choose.
    Open(OpenEncoding),
}

impl Table {
    /// Why the encoding is uncertain; None if it is certain.
    pub fn open_encoding(&self) -> Option<&OpenEncoding> {
        match &self.dialect {
            Dialect::Csv { certainty: Certainty::Open(open), .. } => Some(open),
            Dialect::Csv { .. } | Dialect::Xlsx { .. } => None,
        }
    }
}

/// A person's choices for reading a file, and the columns that the caller wants.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choices<'a> {
    /// The encoding of a text file. Detected if not given.
    pub encoding: Option<TextEncoding>,
    /// The name of the sheet in a workbook.
    pub sheet: Option<&'a str>,
    /// The line of the headings, counted from 1.
    pub heading_row: Option<u32>,
    /// The wanted columns, by which the sheet and the headings are found.
    pub fields: &'a [Field],
}

/// Reads a table from the bytes of a file like [`read_with`] without choices: the first visible sheet with content, with
/// its first non-blank row as the header.
///
/// # Errors
///
/// As [`read_with`].
pub fn read(bytes: &[u8], name: &str) -> Result<Table, ReadError> {
    read_with(bytes, name, Choices::default())
}

/// Reads a table from the bytes of a file. `name`, the file's name, is used only in errors.
///
/// The format is detected by the content, and so is everything that is not chosen: the header is the one of the first rows
/// with the most wanted headings, and the sheet is the visible one that has such a row. If none stands out, the first one
/// is taken.
///
/// # Errors
///
/// [`ReadError`] if the file as a whole cannot be read. A single row that cannot be read goes to
/// [`Table::problems`].
pub fn read_with(bytes: &[u8], name: &str, choices: Choices<'_>) -> Result<Table, ReadError> {
    // The second is an empty archive, the third one that starts with a mark for split archives.
    const ZIP: [&[u8]; 3] = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"];
    const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    // Up to version 4, Excel did not write compound files.
    const OLDEST_EXCEL: [&[u8]; 3] = [b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"];
    let name = &*cut(name);
    if ZIP.iter().any(|start| bytes.starts_with(start)) {
        xlsx::read(bytes, name, choices)
    } else if bytes.starts_with(COMPOUND_FILE) {
        Err(compound_file(bytes, name))
    } else if OLDEST_EXCEL.iter().any(|start| bytes.starts_with(start)) {
        Err(ReadError::OldExcel { name: name.to_owned() })
    } else {
        csv::read(bytes, name, choices)
    }
}

/// Old Excel files and encrypted new ones use the same container; the latter name their encrypted content in it.
fn compound_file(bytes: &[u8], name: &str) -> ReadError {
    let mark: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(mark.len()).any(|window| window == mark) {
        ReadError::Password { name: name.to_owned() }
    } else {
        ReadError::OldExcel { name: name.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn old_and_encrypted_workbooks_are_told_apart() {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.extend([0; 512]);
        assert_eq!(read(&bytes, "a.xls").unwrap_err(), ReadError::OldExcel { name: "a.xls".to_owned() });
        bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        let message = read(&bytes, "a.xlsx").unwrap_err().to_string();
        assert_eq!(message, "a.xlsx is protected by a password; save it without one and try again");
    }

    proptest! {
        #[test]
        fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes, "random");
        }

        #[test]
        fn random_tables_never_panic(text in "[ab,;|\t\"\r\n='é\u{0}]{0,60}") {
            if let Ok(table) = read(text.as_bytes(), "random") {
                prop_assert!(table.rows.iter().all(|row| row.cells.len() == table.header.len()));
                prop_assert!(table.rows.is_sorted_by_key(|row| row.line));
            }
        }
    }
}
