//! The vendor's console: which licenses of the installation it lists, and what it shows. The query is also its address.

mod listed;

use std::fmt;
use std::str::FromStr;

use chrono::Datelike as _;
use serde::{Deserialize, Serialize};

use crate::query::SEARCH_LIMIT;
use crate::{Day, ProductId};

pub use listed::{
    Dashboard, IssuedLicense, LicenseList, ListedLicense, ListedOrganization, OrganizationList,
};

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

/// The text is not a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMonth;

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        Day::from_iso(&[text, "-01"].concat()).map(Self).ok_or(NoMonth)
    }
}

/// Which licenses of the installation to list. A part that is not given does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleQuery {
    /// Text that the key, the public ID, or the name of an organization contains, in any case.
    pub search: String,
    /// Licenses of that product.
    pub product: Option<ProductId>,
    /// Licenses whose last day is in that month and has not passed.
    pub expiring: Option<Month>,
    /// Licenses with more deployed than purchased.
    pub overused: bool,
}

impl ConsoleQuery {
    /// Reads a query from decoded `name=value` pairs. Ignores pairs of other names. Leaves out meaningless values, and returns
    /// a sentence for the person about each (R19).
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<String>) {
        let mut query = Self::default();
        let mut problems = Vec::new();
        let mut odd = |what: &str, value: &str| {
            problems.push(format!("The address contains an unknown {what}: “{value}”."));
        };
        for (name, value) in pairs {
            match name {
                "q" => query.search = value.chars().take(SEARCH_LIMIT).collect(),
                "product" => match value.parse() {
                    Ok(product) => query.product = Some(product),
                    Err(_) => odd("product", value),
                },
                "expiring" => match value.parse() {
                    Ok(month) => query.expiring = Some(month),
                    Err(NoMonth) => odd("month", value),
                },
                "overused" => query.overused = value == "1",
                _ => {}
            }
        }
        (query, problems)
    }

    /// The pairs from which [`from_pairs`](Self::from_pairs) reads it; none for parts that are not given.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.search.is_empty() {
            pairs.push(("q", self.search.clone()));
        }
        pairs.extend(self.product.map(|product| ("product", product.to_string())));
        pairs.extend(self.expiring.map(|month| ("expiring", month.to_string())));
        if self.overused {
            pairs.push(("overused", "1".to_owned()));
        }
        pairs
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

    #[test]
    fn the_address_is_the_query_both_ways() {
        let query = ConsoleQuery {
            search: "a&b".into(),
            product: Some(3),
            expiring: "2026-12".parse().ok(),
            overused: true,
        };
        for query in [query, ConsoleQuery::default()] {
            let pairs = query.to_pairs();
            let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
            assert_eq!(ConsoleQuery::from_pairs(pairs), (query.clone(), Vec::new()));
        }
        let (_, problems) = ConsoleQuery::from_pairs([("product", "x"), ("expiring", "soon"), ("page", "2")]);
        assert_eq!(problems.len(), 2);
    }
}
