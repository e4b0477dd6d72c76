//! How to read ambiguous cells. A column that proves its reading needs no choice; for any other the person is asked, never
//! guessed for.

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

/// How to read dates with an ambiguous order of day and month, such as `03/04/2026`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// As each column proves it; a column that proves nothing is refused.
    #[default]
    Auto,
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
}

/// How to read numbers whose comma or dot may separate thousands or start a fraction, such as `5.000`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DecimalMark {
    /// As each column proves it; a column that proves nothing is refused.
    #[default]
    Auto,
    /// A point before fractions: `5.000` is five, `5,000` five thousand.
    Point,
    /// A comma before fractions: `5,000` is five, `5.000` five thousand.
    Comma,
}

/// How to read a license's day that has a time of day, which may mean another day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Times {
    /// Refuses the row, unless the time is midnight without a time zone.
    #[default]
    Auto,
    /// As the day that is written.
    AsWritten,
}

impl DateOrder {
    /// All choices.
    pub const ALL: [Self; 3] = [Self::Auto, Self::DayFirst, Self::MonthFirst];

    /// The word on the command line and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
        }
    }

    /// The choice of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.name() == name)
    }
}

impl DecimalMark {
    /// All choices.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Point, Self::Comma];

    /// The word on the command line and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Point => "decimal-point",
            Self::Comma => "decimal-comma",
        }
    }

    /// The choice of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.name() == name)
    }
}

impl Times {
    /// All choices.
    pub const ALL: [Self; 2] = [Self::Auto, Self::AsWritten];

    /// The word on the command line and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::AsWritten => "as-written",
        }
    }

    /// The choice of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|times| times.name() == name)
    }
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
        "Column “{column}” would fill {} by its heading, and it looks like amounts of money: line {line} has “{text}”. Map it \
         to {} yourself if these are units, or leave it aside.",
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
        "Column “{column}” says {words}, and fills no field: these licenses would be imported as ones in use. Map it to {}, or \
         leave it aside yourself.",
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
