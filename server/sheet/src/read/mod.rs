//! Reads a file into a table of text cells, whatever its format, encoding and dialect.

mod builder;
mod cell;
mod csv;
mod delimiter;
mod error;
mod records;
mod text;
mod xlsx;
mod xlsx_cell;
mod xlsx_container;
mod xlsx_formulas;
mod xlsx_parts;
mod xlsx_places;

pub use cell::CellKind;
use cell::Content;
pub use error::ReadError;

/// The most rows below the heading that a table may have.
pub const MAX_ROWS: usize = 500_000;
/// The most cells that a table may have: rows by named columns.
pub const MAX_CELLS: usize = 5_000_000;
/// The most bytes that the parts of an XLSX file may unpack to, and that its cells may hold.
pub const MAX_UNPACKED: u64 = 256 << 20;

/// A table of text as it stands in a file. Blank rows are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The headings, trimmed; a column without one inside the table has an empty name, no two others are alike.
    pub header: Vec<String>,
    /// The rows in the order of the file, each with as many cells as the header.
    pub rows: Vec<Row>,
    /// How the file was read.
    pub dialect: Dialect,
    /// The rows that could not be read. They are not among `rows`.
    pub problems: Vec<RowProblem>,
    /// The codes of the number formats that [`CellKind::Number`] counts; none in a CSV file.
    pub formats: Vec<String>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line on which the row begins in a CSV file or its row in a sheet, counted from 1 with the header.
    pub line: u32,
    /// The cells as they are written. Dates of a spreadsheet read `2026-01-31`, its booleans `true` or `false`, its numbers
    /// are in digits whatever the sheet shows of them ([`Table::shown`]).
    pub cells: Vec<String>,
    /// What kind of cell each is. Empty when all are text, as in a CSV file.
    pub kinds: Vec<CellKind>,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// The line or row in the file, counted as in [`Row::line`].
    pub line: u32,
    /// What is wrong, where in the row, and what is allowed.
    pub message: String,
}

/// How a file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialect {
    /// Text with one line a row.
    Csv {
        /// The name of the encoding in the Encoding Standard, such as `UTF-8` or `windows-1252`.
        encoding: &'static str,
        /// What stands between two cells.
        delimiter: char,
    },
    /// A workbook of Excel 2007 or later.
    Xlsx {
        /// The name of the sheet that was read.
        sheet: String,
    },
}

/// Reads a table from the bytes of a file; `name`, the file's name, serves only to speak of it in errors.
///
/// The format is told by the content. Of a workbook the first visible sheet with content is read. The first row that
/// is not blank is the header.
///
/// # Errors
///
/// [`ReadError`] if the file as a whole cannot be read. A single row that cannot be read goes to
/// [`Table::problems`].
pub fn read(bytes: &[u8], name: &str) -> Result<Table, ReadError> {
    const ZIP: &[u8] = b"PK\x03\x04";
    const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    if bytes.starts_with(ZIP) {
        xlsx::read(bytes, name)
    } else if bytes.starts_with(COMPOUND_FILE) {
        Err(compound_file(bytes, name))
    } else {
        csv::read(bytes, name)
    }
}

/// Old Excel files and encrypted new ones share a container, in which the latter name their encrypted content.
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
