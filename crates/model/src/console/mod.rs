//! The vendor's console: which organizations and licenses of the installation it lists, and what it shows. A query is also its
//! address.

mod licenses;
mod listed;
mod organizations;

use std::fmt;
use std::str::FromStr;

use chrono::Datelike as _;
use serde::{Deserialize, Serialize};

use crate::Day;

pub use licenses::{ConsoleQuery, LicenseColumn};
pub use listed::{
    Dashboard, IssuedLicense, LicenseList, ListedLicense, ListedOrganization, OrganizationList,
};
pub use organizations::{OrganizationColumn, OrganizationQuery};

/// A month of a year, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month(Day);

impl Month {
    /// The month that a day is in.
    pub fn of(day: Day) -> Self {
        Self(day.plus(-day.date().day0().cast_signed()))
    }

    /// Its first day.
    pub fn first(self) -> Day {
        self.0
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        // No month has more than 31 days, and none fewer than 28.
        Self::of(self.0.plus(31))
    }
}

impl fmt::Display for Month {
    /// As in `2026-11`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.to_string().get(..7).unwrap_or_default())
    }
}

/// The sentence about a meaningless value of an address (R19).
fn unknown(what: &str, value: &str) -> String {
    format!("The address contains an unknown {what}: “{value}”.")
}

/// The text is not a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMonth;

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        Day::from_iso(&[text, "-01"].concat()).map(Self).ok_or(NoMonth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other() {
        let mut month = Month::of(Day(20_779));
        let mut months = Vec::new();
        for _ in 0..5 {
            months.push(month.to_string());
            month = month.next();
        }
        assert_eq!(months, ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03"]);
        assert_eq!("2026-11".parse(), Ok(Month::of(Day(20_779))));
        for odd in ["", "2026", "2026-13", "2026-11-01", "2026-1"] {
            assert_eq!(odd.parse::<Month>(), Err(NoMonth), "{odd}");
        }
    }
}
