//! The value of a cell: a whole number, a yes or no, a date.
//!
//! Every refusal says what is wrong with the text and what is allowed instead.

mod date;
mod date_text;
mod number;
mod spoiled;
mod time_of_day;
mod width;
mod words;
mod yes_no;

use crate::CellKind;

pub use date::{Ambiguous, DateOrder, Moment, Proof, Times, check_dates, dates, mixed, proven_dates};
pub use number::{DecimalMark, OpenMark, Whole, check_numbers, numbers};
pub use spoiled::{Spoiled, spoiled};
pub use yes_no::yes_no;

/// A cell of a column whose cells are all checked together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample<'a> {
    /// Its line in the file.
    pub line: u32,
    /// Its text.
    pub text: &'a str,
    /// The kind of the cell.
    pub kind: CellKind,
}

/// Why a cell's text is not the wanted value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Nothing but white space.
    #[error("is empty; a value is needed here")]
    Empty,
    /// Not a number.
    #[error("\"{0}\" is not a number; write only digits, for example 1200")]
    NotANumber(String),
    /// Thousands separated in a way that leaves the number uncertain.
    #[error("\"{0}\" has unevenly grouped digits; write only digits, for example 1200")]
    Grouping(String),
    /// A comma or dot that may separate thousands or start a fraction.
    #[error("\"{0}\" can be read with thousands or with a fraction; write only digits, for example 1200")]
    OpenMark(String),
    /// A number with a fraction.
    #[error("\"{0}\" is not a whole number; write it without a fraction, for example 1200")]
    NotWhole(String),
    /// A number below zero.
    #[error("\"{0}\" is negative; 0 or more is allowed")]
    Negative(String),
    /// A number beyond what the field holds.
    #[error("\"{text}\" is too large; at most {max} is allowed")]
    TooLarge {
        /// The text of the cell.
        text: String,
        /// The largest number allowed.
        max: u64,
    },
    /// Neither yes nor no.
    #[error("\"{0}\" is neither yes nor no; write yes or no, true or false, 1 or 0")]
    NotYesNo(String),
    /// Not a date.
    #[error("\"{0}\" is not a date; write it as 2026-01-31")]
    NotADate(String),
    /// The text that a spreadsheet shows for 0 in a date format.
    #[error(
        "\"{0}\" is what spreadsheets show for 0 in a date cell, which is not a date; clear the cell, or write never if you mean \
         that"
    )]
    Zero(String),
    /// A two-digit year, whose century is uncertain.
    #[error("\"{0}\" has a year of two digits; write all four, as in 2026-01-31")]
    ShortYear(String),
    /// The day number that a spreadsheet stores for a date.
    #[error(
        "\"{0}\" looks like the number in which a spreadsheet keeps a date; \
         format the column as a date before saving, so that it reads 2026-01-31"
    )]
    DaySerial(String),
    /// A day that does not exist in the calendar.
    #[error("\"{text}\" is not a calendar date: {reason}; write it as 2026-01-31")]
    NoSuchDay {
        /// The text of the cell.
        text: String,
        /// Why the day does not exist.
        reason: String,
    },
    /// A date with a time of day.
    #[error(
        "\"{0}\" has a time of day, so it may mean a different day; write only the day, as in 2026-01-31"
    )]
    TimeOfDay(String),
    /// A date with a time of day in a time zone.
    #[error(
        "\"{0}\" is a moment in a time zone, and a different day elsewhere; write only the day, as in 2026-01-31"
    )]
    Zone(String),
    /// A date that can be read day first or month first.
    #[error("\"{0}\" can be read day first or month first; write it as 2026-01-31")]
    OpenOrder(String),
}
