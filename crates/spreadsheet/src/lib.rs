//! Tables as people keep them: reads CSV and XLSX in any dialect, and writes CSV and XLSX as streams.
//!
//! Pure: bytes in, values out. The crate has no database and no clock, and knows nothing about licenses; the caller says
//! which columns a table should have.
//!
//! - [`read`](fn@read) turns a file into a [`Table`] of text cells, [`read_with`] does so with a person's choices,
//! - [`guess`](fn@guess) finds the columns a caller wants by their headings,
//! - [`value`] turns one cell into a number, a yes or no, or a date,
//! - [`write`](mod@write) makes files that spreadsheets open without running anything in them.

mod format;
pub mod guess;
pub mod read;
#[cfg(test)]
mod testing;
pub mod value;
pub mod write;

pub use format::Unshown;
pub use guess::{Field, guess};
pub use read::{
    Around, CellKind, Cells, Certainty, Choices, Dialect, Doubled, ENCODINGS, Flaw, OpenCell, OpenEncoding,
    ReadError, Row, RowProblem, ShortRows, Table, TextEncoding, read, read_with,
};
pub use value::{
    Ambiguous, DateOrder, DecimalMark, Moment, OpenMark, Proof, Sample, Spoiled, Times, ValueError,
    check_dates, check_numbers, dates, mixed, numbers, proven_dates, spoiled, yes_no,
};
pub use write::{Cell, CsvWriter, WriteError, Writer, XlsxWriter};

/// The letters above a column in a spreadsheet: 0 is `A`, 26 is `AA`.
fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The beginning of some text, for a one-line message. Use it for all text from others: a cell may have megabytes.
pub fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    let start: String = line.chars().take(MOST).collect();
    if start.len() < text.len() { start + "…" } else { start }
}

/// Limits a heading, or the name of a sheet or file, to a length that nobody exceeds on purpose.
fn cut(name: &str) -> String {
    const MOST: usize = 200;
    let mut signs = name.chars();
    let start: String = signs.by_ref().take(MOST).collect();
    if signs.as_str().is_empty() { start } else { start + "…" }
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        let letters = [0, 25, 26, 701, 702].map(super::column_letters);
        assert_eq!(letters, ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
