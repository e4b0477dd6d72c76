//! How to read ambiguous cells. A column that proves its reading needs no choice; for any other the person is asked, never
//! guessed for.

use model::import::{DateOrder, DecimalMark, Times};

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
}
