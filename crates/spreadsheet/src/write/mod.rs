//! Writes tables row by row, as CSV or XLSX, without holding them in memory.
//!
//! Text stays text: anything that a spreadsheet would run as a formula is written so that it does not (R11: exports contain
//! text that others have typed).

mod csv;
mod guard;
mod xlsx;

use chrono::{DateTime, NaiveDate, Timelike as _, Utc};

pub use csv::CsvWriter;
pub(crate) use guard::without_marks;
pub use xlsx::{MAX_CHARACTERS, MAX_COLUMNS, MAX_SHEET_ROWS, XlsxWriter};

/// One cell to write.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// An empty cell.
    Empty,
    /// Text, never run as a formula.
    Text(&'a str),
    /// A whole number of 0 or more.
    Whole(u64),
    /// A number with a fraction or below zero.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// An instant, to the second and in UTC; a heading says so.
    Instant(DateTime<Utc>),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Cell<'_> {
    fn from(number: u32) -> Self {
        Self::Whole(number.into())
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        Self::Whole(number)
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<NaiveDate> for Cell<'_> {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<DateTime<Utc>> for Cell<'_> {
    fn from(instant: DateTime<Utc>) -> Self {
        Self::Instant(instant)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Empty, Into::into)
    }
}

/// A file that is written row by row.
pub trait Writer {
    /// Writes the headings, once per table and before the rows.
    ///
    /// # Errors
    ///
    /// [`WriteError`] as for [`Writer::row`].
    fn header(&mut self, headings: &[&str]) -> Result<(), WriteError>;

    /// Writes one row.
    ///
    /// # Errors
    ///
    /// [`WriteError`] if the file cannot be written or the format cannot hold the row.
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), WriteError>;

    /// Writes the rest. Without this call the file is incomplete.
    ///
    /// # Errors
    ///
    /// [`WriteError::Io`] if the file cannot be written.
    fn finish(self: Box<Self>) -> Result<(), WriteError>;
}

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The output failed.
    #[error("the file cannot be written: {0}")]
    Io(#[from] std::io::Error),
    /// More rows than a sheet can have.
    #[error("an Excel sheet holds at most {max} rows, including the header; add filters or choose CSV")]
    TooManyRows {
        /// The most rows of a sheet.
        max: u32,
    },
    /// More columns than a sheet can have.
    #[error("an Excel sheet holds at most {max} columns, row {line} has {columns}")]
    TooManyColumns {
        /// The row of the sheet, counted from 1.
        line: u32,
        /// How many columns the row has.
        columns: usize,
        /// The most columns of a sheet.
        max: u16,
    },
    /// Text longer than a cell can hold.
    #[error("an Excel cell holds at most {max} characters, cell {cell} has {characters}; choose CSV")]
    TextTooLong {
        /// The cell, such as `B7`.
        cell: String,
        /// The length of the text, in UTF-16 units as Excel counts.
        characters: usize,
        /// The most characters of a cell.
        max: usize,
    },
    /// A number that is infinite or NaN.
    #[error("{0} is not a number that a table can hold")]
    NotFinite(f64),
    /// A header that is not the first row of its table.
    #[error("a table has one header, before its rows")]
    LateHeader,
    /// Excel does not allow the name of a sheet, or something else.
    #[error("Excel does not allow this: {0}")]
    Refused(String),
}

/// An instant as tables write it, in UTC: `2026-11-22 09:30:00`.
fn instant_text(instant: DateTime<Utc>) -> String {
    let (date, time) = (instant.date_naive(), instant.time());
    format!("{date} {:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
}
