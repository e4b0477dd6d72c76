//! The choices of an import.

use serde::{Deserialize, Serialize};

/// The kind of rows in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// One license a row, or one assignment of it to an organization.
    Licenses,
    /// One organization a row.
    Organizations,
    /// One deployment a row.
    Deployments,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Licenses, Self::Organizations, Self::Deployments];

    /// The word on the command line and in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Licenses => "licenses",
            Self::Organizations => "organizations",
            Self::Deployments => "deployments",
        }
    }

    /// The kind of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How to read dates with an ambiguous order of day and month, such as `03/04/2026`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateOrder {
    /// As each column proves it; a column that proves nothing is refused.
    #[default]
    Auto,
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
}

impl DateOrder {
    /// All choices.
    pub const ALL: [Self; 3] = [Self::Auto, Self::DayFirst, Self::MonthFirst];

    /// The word on the command line and in addresses.
    pub const fn name(self) -> &'static str {
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

/// How to read numbers whose comma or dot may separate thousands or start a fraction, such as `5.000`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DecimalMark {
    /// As each column proves it; a column that proves nothing is refused.
    #[default]
    Auto,
    /// A decimal point: `5.000` is five, `5,000` five thousand.
    Point,
    /// A decimal comma: `5,000` is five, `5.000` five thousand.
    Comma,
}

impl DecimalMark {
    /// All choices.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Point, Self::Comma];

    /// The word on the command line and in addresses.
    pub const fn name(self) -> &'static str {
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

/// How to read a license's day that has a time of day, which may mean a different day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Times {
    /// Refuses the row, unless the time is midnight without a time zone.
    #[default]
    Auto,
    /// As the day that is written.
    AsWritten,
}

impl Times {
    /// All choices.
    pub const ALL: [Self; 2] = [Self::Auto, Self::AsWritten];

    /// The word on the command line and in addresses.
    pub const fn name(self) -> &'static str {
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

/// What to do with a license that belongs to other organizations than the one in its row. No license changes its owner unless a
/// person says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owners {
    /// Refuses the row, and names the owner.
    #[default]
    Ask,
    /// Leaves the license with its owner; imports the rest of the row.
    Keep,
    /// Moves the license to the organizations that the file names for it, away from all others.
    Move,
}

impl Owners {
    /// All choices.
    pub const ALL: [Self; 3] = [Self::Ask, Self::Keep, Self::Move];

    /// The word on the command line and in requests.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Keep => "keep",
            Self::Move => "move",
        }
    }

    /// The choice of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|owners| owners.name() == name)
    }
}

/// What an import does with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowOutcome {
    /// Adds it.
    Added,
    /// Changes what is there.
    Changed,
    /// Nothing: all is there already.
    Unchanged,
    /// Refuses it.
    Refused,
}

impl RowOutcome {
    /// The word on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Added => "Added",
            Self::Changed => "Changed",
            Self::Unchanged => "Unchanged",
            Self::Refused => "Refused",
        }
    }
}
