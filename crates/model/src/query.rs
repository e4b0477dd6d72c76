//! The filter, which is also the address: which rows of a report are shown, in which order. The browser, the server, the
//! export and the tests share it (docs/ARCHITECTURE.md).

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::address::Pairs;
use crate::list::{self, SortColumn};
use crate::{LicenseType, OrganizationId, ProductId, Status, Warning};

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Column {
    /// Product name.
    Product,
    /// License key.
    Key,
    /// Status, in the order of [`Status::ALL`].
    Status,
    /// Start date.
    Start,
    /// Expiration date; licenses without one sort as the latest.
    Expiration,
    /// Deployed / purchased, by the share that is deployed.
    Deployed,
    /// Type.
    Type,
    /// The customer's note.
    Note,
    /// The partner's note.
    PartnerNote,
    /// Name of the organization.
    Organization,
    /// Name of the reseller.
    Reseller,
}

impl Column {
    /// All columns.
    pub const ALL: [Self; 11] = [
        Self::Product,
        Self::Key,
        Self::Status,
        Self::Start,
        Self::Expiration,
        Self::Deployed,
        Self::Type,
        Self::Note,
        Self::PartnerNote,
        Self::Organization,
        Self::Reseller,
    ];

    /// The word in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Key => "key",
            Self::Status => "status",
            Self::Start => "start",
            Self::Expiration => "expiration",
            Self::Deployed => "deployed",
            Self::Type => "type",
            Self::Note => "note",
            Self::PartnerNote => "partner-note",
            Self::Organization => "organization",
            Self::Reseller => "reseller",
        }
    }

    /// Whether it is text that reports don't have: they sort by it with ranks from the database.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Note | Self::PartnerNote)
    }

    /// The column of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }
}

impl SortColumn for Column {
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        Self::name(self)
    }
}

/// The order of a report. Equal rows follow each other by license key.
pub type Sort = list::Sort<Column>;

impl Default for Sort {
    /// By expiration date, the earliest first.
    fn default() -> Self {
        Self { column: Column::Expiration, descending: false }
    }
}

/// Which rows of a report to show. An empty choice does not restrict; choices of several kinds combine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// Text in the license key or the product's name, in any case.
    pub search: String,
    /// Chosen statuses.
    pub statuses: Vec<Status>,
    /// Chosen warnings: a license must have at least one of them.
    pub warnings: Vec<Warning>,
    /// Chosen types.
    pub types: Vec<LicenseType>,
    /// Chosen products.
    pub products: Vec<ProductId>,
    /// Chosen resellers; 0 stands for customers without one.
    pub resellers: Vec<OrganizationId>,
    /// Chosen organizations of the report.
    pub organizations: Vec<OrganizationId>,
    /// Also show expired licenses, if no status is chosen.
    pub history: bool,
    /// The sort order.
    pub sort: Sort,
}

/// The longest search text, in characters.
pub const SEARCH_LIMIT: usize = 200;

impl Query {
    /// The names of the pairs that [`from_pairs`](Self::from_pairs) reads.
    pub const NAMES: [&str; 9] =
        ["q", "status", "warning", "type", "product", "reseller", "org", "history", "sort"];

    /// Reads a query from decoded `name=value` pairs. Ignores pairs of other names. Leaves out meaningless values, and returns
    /// a sentence for the person about each (R19).
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<String>) {
        let mut query = Self::default();
        let mut problems = Vec::new();
        for (name, value) in pairs {
            match name {
                "q" => query.search = value.chars().take(SEARCH_LIMIT).collect(),
                "status" => query.statuses = words(value, Status::from_name, "status", &mut problems),
                "warning" => query.warnings = words(value, Warning::from_name, "warning", &mut problems),
                "type" => query.types = words(value, LicenseType::from_name, "type", &mut problems),
                "product" => query.products = words(value, number, "product", &mut problems),
                "reseller" => query.resellers = words(value, number, "reseller", &mut problems),
                "org" => query.organizations = words(value, number, "organization", &mut problems),
                "history" => query.history = value == "1",
                "sort" => match Sort::from_word(value) {
                    Ok(sort) => query.sort = sort,
                    Err(problem) => problems.push(problem),
                },
                _ => {}
            }
        }
        (query, problems)
    }

    /// Writes the query as `name=value` pairs joined by `&`, percent-encoded; empty for the default query.
    pub fn to_query_string(&self) -> String {
        let mut pairs = Pairs::default();
        pairs.add_unless_empty("q", &self.search);
        pairs.add_list("status", self.statuses.iter().map(|status| status.name()));
        pairs.add_list("warning", self.warnings.iter().map(|warning| warning.name()));
        pairs.add_list("type", self.types.iter().map(|kind| kind.name()));
        pairs.add_list("product", &self.products);
        pairs.add_list("reseller", &self.resellers);
        pairs.add_list("org", &self.organizations);
        pairs.add_list("history", self.history.then_some(1));
        if self.sort != Sort::default() {
            pairs.add_list("sort", [self.sort.to_word()]);
        }
        pairs.into_query()
    }

    /// Returns whether expired licenses are counted (R10): the history switch is on, or they are chosen.
    pub fn includes_expired(&self) -> bool {
        self.history || self.statuses.contains(&Status::Expired)
    }

    /// Turns the history switch on or off. Turning it off also removes Expired from the choice.
    pub fn set_history(&mut self, on: bool) {
        self.history = on;
        if !on {
            self.statuses.retain(|status| *status != Status::Expired);
        }
    }

    /// Returns whether rows of that status are shown: those chosen or, without a choice, all but Expired, which the history
    /// switch shows (R10).
    pub fn shows(&self, status: Status) -> bool {
        if self.statuses.is_empty() {
            self.history || status != Status::Expired
        } else {
            self.statuses.contains(&status)
        }
    }

    /// Returns whether anything but the history switch narrows the rows.
    pub fn is_narrowed(&self) -> bool {
        let unfiltered = Self { history: self.history, sort: self.sort, ..Self::default() };
        *self != unfiltered
    }
}

/// Adds `value` to the choice, or removes it: the effect of a click on a slice.
pub fn toggle<T: PartialEq + Ord>(choice: &mut Vec<T>, value: T) {
    if let Some(position) = choice.iter().position(|chosen| *chosen == value) {
        choice.remove(position);
    } else {
        choice.insert(choice.partition_point(|chosen| *chosen < value), value);
    }
}

/// Reads the number of a row.
pub(crate) fn number(word: &str) -> Option<i64> {
    word.parse().ok().filter(|number| *number >= 0)
}

/// Reads a choice of several words, joined by commas; adds a sentence about each that means nothing.
pub(crate) fn words<T: Ord>(
    value: &str,
    read: impl Fn(&str) -> Option<T>,
    what: &str,
    problems: &mut Vec<String>,
) -> Vec<T> {
    let mut chosen = Vec::new();
    for word in value.split(',').filter(|word| !word.is_empty()) {
        match read(word) {
            Some(known) => {
                if let Err(place) = chosen.binary_search(&known) {
                    chosen.insert(place, known);
                }
            }
            None => problems.push(format!("The address contains an unknown {what}: “{word}”.")),
        }
    }
    chosen
}

/// Writes the organizations of a report for an address: ranges of numbers, `3-8,11`, so that hundreds stay short.
pub fn organizations_to_address(ids: &[OrganizationId]) -> String {
    let mut sorted = ids.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut out = String::new();
    let mut rest = sorted.as_slice();
    while let Some(&first) = rest.first() {
        let run = 1 + rest.windows(2).take_while(|pair| pair[0].checked_add(1) == Some(pair[1])).count();
        let last = rest[run - 1];
        let separator = if out.is_empty() { "" } else { "," };
        let _ = if run > 1 {
            write!(out, "{separator}{first}-{last}")
        } else {
            write!(out, "{separator}{first}")
        };
        rest = &rest[run..];
    }
    out
}

/// At most this many organizations are in a report.
pub const REPORT_ORGANIZATIONS_LIMIT: usize = 100_000;

/// Reads the output of [`organizations_to_address`]; None if the text is not such a list.
pub fn organizations_from_address(text: &str) -> Option<Vec<OrganizationId>> {
    let mut ids = Vec::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (first, last) = match part.split_once('-') {
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(part)?, number(part)?),
        };
        let length = usize::try_from(last.checked_sub(first)?).ok()?;
        if length >= REPORT_ORGANIZATIONS_LIMIT - ids.len() {
            return None;
        }
        ids.extend(first..=last);
    }
    Some(ids)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> (Query, Vec<String>) {
        Query::from_pairs(text.split('&').filter_map(|pair| pair.split_once('=')))
    }

    #[test]
    fn the_address_is_short_and_leads_back() {
        assert_eq!(Query::default().to_query_string(), "");
        let query = Query {
            statuses: vec![Status::Expiring, Status::NotRegistered],
            warnings: vec![Warning::NearlyDepleted],
            products: vec![3, 5],
            history: true,
            sort: Sort { column: Column::Product, descending: true },
            ..Query::default()
        };
        let text = query.to_query_string();
        assert_eq!(
            text,
            "status=expiring,not-registered&warning=nearly-depleted&product=3,5&history=1&sort=-product"
        );
        assert_eq!(read(&text), (query, vec![]));
        for pair in text.split('&') {
            assert!(Query::NAMES.contains(&pair.split('=').next().unwrap()), "{pair}");
        }
        let search = Query { search: "ä &%".into(), ..Query::default() };
        assert_eq!(search.to_query_string(), "q=%C3%A4%20%26%25");
    }

    #[test]
    fn what_means_nothing_is_named() {
        let (query, problems) = read("status=active,gone&product=-1&sort=color&other=1");
        assert_eq!(query.statuses, [Status::Active]);
        assert_eq!(problems.len(), 3);
        assert_eq!(problems[0], "The address contains an unknown status: “gone”.");
    }

    #[test]
    fn expired_licenses_are_hidden_until_asked_for() {
        assert!(!Query::default().shows(Status::Expired));
        assert!(Query { history: true, ..Query::default() }.shows(Status::Expired));
        let expired = Query { statuses: vec![Status::Expired], ..Query::default() };
        assert!(expired.shows(Status::Expired) && !expired.shows(Status::Active));
    }

    #[test]
    fn the_history_switch_is_on_while_expired_licenses_are_chosen() {
        let (mut query, _) = read("status=expired,active");
        assert!(query.includes_expired());
        query.set_history(false);
        assert!(!query.includes_expired());
        assert_eq!(query.to_query_string(), "status=active");
        query.set_history(true);
        assert_eq!(query.to_query_string(), "status=active&history=1");
    }

    #[test]
    fn a_second_click_takes_back() {
        let mut choice = vec![2];
        toggle(&mut choice, 1);
        assert_eq!(choice, [1, 2]);
        toggle(&mut choice, 2);
        assert_eq!(choice, [1]);
    }

    #[test]
    fn organizations_are_ranges() {
        assert_eq!(organizations_to_address(&[8, 3, 4, 5, 11, 4]), "3-5,8,11");
        let last = [i64::MAX - 1, i64::MAX];
        assert_eq!(organizations_to_address(&last), "9223372036854775806-9223372036854775807");
        assert_eq!(organizations_to_address(&[]), "");
        assert_eq!(organizations_from_address("3-5,8"), Some(vec![3, 4, 5, 8]));
        assert_eq!(organizations_from_address("5-3"), None);
        assert_eq!(organizations_from_address("0-99999999999"), None);
        assert_eq!(organizations_from_address("all"), None);
    }

    proptest! {
        #[test]
        fn any_set_of_organizations_leads_back(mut ids in prop::collection::vec(0..500_i64, 0..80)) {
            let text = organizations_to_address(&ids);
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(organizations_from_address(&text), Some(ids));
        }

        #[test]
        fn no_address_panics(text in "\\PC*") {
            let _ = organizations_from_address(&text);
            let _ = read(&text);
        }
    }
}
