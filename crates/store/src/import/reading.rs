//! How to read ambiguous cells. A column that proves its reading needs no choice; for any other the person is asked, never
//! guessed for.

use model::import::{DateOrder, DecimalMark, Times};

use super::field::Field;

/// The choices for ambiguous cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellReading {
    /// Dates such as `03/04/2026`.
    pub dates: DateOrder,
    /// Numbers such as `5.000`.
    pub numbers: DecimalMark,
    /// Days with a time of day, such as `2026-12-31T23:00:00Z`.
    pub times: Times,
}

/// A column whose cells can be read in several ways; a person has to choose.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenColumn {
    /// The order of day and month is ambiguous.
    #[error("In column “{column}” {source}.")]
    Dates {
        /// The column's heading.
        column: String,
        /// The ambiguity, with the lines.
        source: spreadsheet::Ambiguous,
    },
    /// The decimal mark is ambiguous.
    #[error("In column “{column}” {source}.")]
    Numbers {
        /// The column's heading.
        column: String,
        /// The ambiguity, with the lines.
        source: spreadsheet::OpenMark,
    },
    /// A column that fills a number of units by its heading has amounts of money.
    #[error(
        "By its heading, column “{column}” would fill {}, but it looks like amounts of money: line {line} has “{text}”. Map it \
         to {} yourself if these are units, or ignore it.",
        .field.label(), .field.label()
    )]
    Amounts {
        /// The column's heading.
        column: String,
        /// The field that it would fill.
        field: Field,
        /// The line of the first amount.
        line: u32,
        /// Its text.
        text: String,
    },
    /// A column that fills no field says that licenses are out of use.
    #[error(
        "Column “{column}” says {words}, but fills no field: these licenses would be imported as not suspended. Map it to {}, or \
         ignore it yourself.",
        Field::Suspended.label()
    )]
    Status {
        /// The column's heading.
        column: String,
        /// Its words for licenses out of use, each with the number of rows.
        words: String,
    },
}

impl OpenColumn {
    /// The heading of a column whose field a person has to choose; None if the column is asked about in another way.
    pub fn to_map(&self) -> Option<&str> {
        match self {
            Self::Amounts { column, .. } | Self::Status { column, .. } => Some(column),
            Self::Dates { .. } | Self::Numbers { .. } => None,
        }
    }
}
