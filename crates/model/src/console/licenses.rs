//! Which licenses the console lists, and in which order.

use serde::{Deserialize, Serialize};

use super::{Month, NoMonth, unknown};
use crate::address::Pairs;
use crate::list::{ListQuery, Sort, SortColumn, page_to_word, read_place};
use crate::query::{SEARCH_LIMIT, number, words};
use crate::{LicenseType, OrganizationId, ProductId};

/// What licenses can be sorted by. Their organizations are several, and their status changes with the day (R6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LicenseColumn {
    /// When they were added. The table shows no such column.
    Added,
    /// Public ID.
    License,
    /// License key.
    Key,
    /// Product name.
    Product,
    /// Start date.
    Start,
    /// Expiration date; licenses without one sort as the latest.
    Expiration,
    /// Deployed / purchased, by the share that is deployed.
    Deployed,
    /// Type, in the order of [`LicenseType::ALL`].
    Type,
}

impl SortColumn for LicenseColumn {
    const ALL: &'static [Self] = &[
        Self::Added,
        Self::License,
        Self::Key,
        Self::Product,
        Self::Start,
        Self::Expiration,
        Self::Deployed,
        Self::Type,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::License => "license",
            Self::Key => "key",
            Self::Product => "product",
            Self::Start => "start",
            Self::Expiration => "expiration",
            Self::Deployed => "deployed",
            Self::Type => "type",
        }
    }
}

impl Default for Sort<LicenseColumn> {
    /// The newest first.
    fn default() -> Self {
        Self::descending(LicenseColumn::Added)
    }
}

/// Which licenses of the installation to list. A part that is not given does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleQuery {
    /// Text that the key, the public ID, or the name of an organization contains, in any case.
    pub search: String,
    /// Licenses of that product.
    pub product: Option<ProductId>,
    /// Licenses of these types.
    pub types: Vec<LicenseType>,
    /// Licenses of that organization.
    pub organization: Option<OrganizationId>,
    /// Licenses whose last day is in that month and has not passed.
    pub expiring: Option<Month>,
    /// Licenses with more deployed than purchased.
    pub overused: bool,
    /// The order.
    pub sort: Sort<LicenseColumn>,
    /// The page, from 0.
    pub page: u32,
}

impl ConsoleQuery {
    /// Reads a query from decoded `name=value` pairs. Ignores pairs of other names. Leaves out meaningless values, and returns
    /// a sentence for the person about each (R19).
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<String>) {
        let mut query = Self::default();
        let mut problems = Vec::new();
        for (name, value) in pairs {
            match name {
                "q" => query.search = value.chars().take(SEARCH_LIMIT).collect(),
                "product" => match number(value) {
                    Some(product) => query.product = Some(product),
                    None => problems.push(unknown("product", value)),
                },
                "type" => query.types = words(value, LicenseType::from_name, "type", &mut problems),
                "organization" => match number(value) {
                    Some(organization) => query.organization = Some(organization),
                    None => problems.push(unknown("organization", value)),
                },
                "expiring" => match value.parse() {
                    Ok(month) => query.expiring = Some(month),
                    Err(NoMonth) => problems.push(unknown("month", value)),
                },
                "overused" => query.overused = value == "1",
                _ => read_place(&mut query.sort, &mut query.page, (name, value), &mut problems),
            }
        }
        (query, problems)
    }

    /// Returns the query as it follows an address's question mark; empty for the default query.
    pub fn to_query_string(&self) -> String {
        let mut pairs = Pairs::default();
        pairs.add_unless_empty("q", &self.search);
        pairs.add_list("product", self.product);
        pairs.add_list("type", self.types.iter().map(|kind| kind.name()));
        pairs.add_list("organization", self.organization);
        pairs.add_list("expiring", self.expiring);
        pairs.add_list("overused", self.overused.then_some(1));
        pairs.add_list("sort", (self.sort != Sort::default()).then(|| self.sort.to_word()));
        pairs.add_list("page", page_to_word(self.page));
        pairs.into_query()
    }

    /// Returns whether anything restricts the list.
    pub fn is_narrowed(&self) -> bool {
        Self { sort: Sort::default(), page: 0, ..self.clone() } != Self::default()
    }
}

impl ListQuery for ConsoleQuery {
    type Column = LicenseColumn;

    fn place(&self) -> (Sort<LicenseColumn>, u32) {
        (self.sort, self.page)
    }

    fn set_place(&mut self, sort: Sort<LicenseColumn>, page: u32) {
        (self.sort, self.page) = (sort, page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_query_both_ways() {
        let query = ConsoleQuery {
            search: "a&b".into(),
            product: Some(3),
            types: vec![LicenseType::Evaluation, LicenseType::Nfr],
            organization: Some(7),
            expiring: "2026-12".parse().ok(),
            overused: true,
            sort: Sort::descending(LicenseColumn::Expiration),
            page: 1,
        };
        let text = query.to_query_string();
        assert_eq!(
            text,
            "q=a%26b&product=3&type=evaluation,nfr&organization=7&expiring=2026-12&overused=1&sort=-expiration&page=2"
        );
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        let decoded = pairs.map(|(name, value)| (name, if name == "q" { "a&b" } else { value }));
        assert_eq!(ConsoleQuery::from_pairs(decoded), (query.clone(), Vec::new()));
        assert_eq!(ConsoleQuery::default().to_query_string(), "");
        assert!(query.is_narrowed());
        let only_sorted = ConsoleQuery { sort: query.sort, page: 9, ..ConsoleQuery::default() };
        assert!(!only_sorted.is_narrowed());
        for by in LicenseColumn::ALL {
            assert_eq!(ConsoleQuery::from_pairs([("sort", by.name())]).0.sort, Sort::ascending(*by));
        }
        let odd = [
            ("product", "x"),
            ("type", "gift"),
            ("organization", "-1"),
            ("expiring", "soon"),
            ("sort", "color"),
            ("page", "0"),
            ("other", "1"),
        ];
        let (read, problems) = ConsoleQuery::from_pairs(odd);
        assert_eq!((read, problems.len()), (ConsoleQuery::default(), 6), "{problems:?}");
    }
}
