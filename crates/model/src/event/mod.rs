//! Event History: its query, which is also its address, its events, and their kinds and categories.

mod entry;
mod kind;
mod object;

use serde::{Deserialize, Serialize};

use crate::list::{ListQuery, Sort, SortColumn};
use crate::query::SEARCH_LIMIT;
use crate::{LocalDay, UserId};

pub use entry::{Cursor, Entry, HistoryEntry, Page};
pub use kind::Kind;
pub use object::Object;

/// The days for which an organization can have its events kept.
pub const RETENTION_DAYS: std::ops::RangeInclusive<i32> = 1..=365;

/// The subject of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Category {
    /// Signing in and out, and passwords, including failed attempts.
    SignIn,
    /// Actions that were refused.
    Refusal,
    /// People and their roles.
    User,
    /// Organizations and their settings.
    Organization,
    /// Licenses and notes.
    License,
    /// Activations and deployments.
    Deployment,
    /// Products and installers.
    Product,
    /// API tokens.
    ApiAccess,
    /// Recipients of critical alerts, and lead times.
    CriticalAlert,
    /// A person's own settings: in nobody's Event History.
    Personal,
}

impl Category {
    /// The categories that a query can name.
    pub const LISTED: [Self; 9] = [
        Self::SignIn,
        Self::Refusal,
        Self::User,
        Self::Organization,
        Self::License,
        Self::Deployment,
        Self::Product,
        Self::ApiAccess,
        Self::CriticalAlert,
    ];

    /// The word in addresses and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Refusal => "refusal",
            Self::User => "user",
            Self::Organization => "organization",
            Self::License => "license",
            Self::Deployment => "deployment",
            Self::Product => "product",
            Self::ApiAccess => "api-access",
            Self::CriticalAlert => "critical-alert",
            Self::Personal => "personal",
        }
    }

    /// The words on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::SignIn => "Sign-ins",
            Self::Refusal => "Refusals",
            Self::User => "Users and roles",
            Self::Organization => "Organization",
            Self::License => "Licenses",
            Self::Deployment => "Deployments",
            Self::Product => "Products",
            Self::ApiAccess => "API access",
            Self::CriticalAlert => "Critical alerts",
            Self::Personal => "Personal",
        }
    }

    /// The category of that [`name`](Self::name), if a query can name it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::LISTED.into_iter().find(|category| category.name() == name)
    }
}

/// The sort keys for events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EventColumn {
    /// When they happened.
    Time,
}

impl SortColumn for EventColumn {
    const ALL: &'static [Self] = &[Self::Time];

    fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
        }
    }
}

impl Default for Sort<EventColumn> {
    /// The newest first.
    fn default() -> Self {
        Self::descending(EventColumn::Time)
    }
}

/// Which events to show. A part that is not given does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventQuery {
    /// Events of that category.
    pub category: Option<Category>,
    /// Events of what that person did.
    pub user: Option<UserId>,
    /// From the midnight that starts this day.
    pub from: Option<LocalDay>,
    /// Until the midnight that ends this day.
    pub to: Option<LocalDay>,
    /// Text in one of the values, or in the name of the person or the object, in any case.
    pub search: String,
    /// The order.
    pub sort: Sort<EventColumn>,
}

impl EventQuery {
    /// The names of the pairs that [`from_pairs`](Self::from_pairs) reads.
    pub const NAMES: [&str; 6] = ["q", "about", "by", "from", "to", "sort"];

    /// Reads a query from decoded `name=value` pairs. Ignores pairs of other names. Leaves out meaningless values, and returns
    /// a sentence for the person about each (R19).
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<String>) {
        let mut query = Self::default();
        let mut problems = Vec::new();
        for (name, value) in pairs {
            let is_read = match name {
                "q" => {
                    query.search = value.chars().take(SEARCH_LIMIT).collect();
                    true
                }
                _ if value.is_empty() => true,
                "about" => read(&mut query.category, Category::from_name(value)),
                "by" => read(&mut query.user, value.parse().ok()),
                "from" => read(&mut query.from, LocalDay::from_iso(value)),
                "to" => read(&mut query.to, LocalDay::from_iso(value)),
                "sort" => {
                    match Sort::from_word(value) {
                        Ok(sort) => query.sort = sort,
                        Err(problem) => problems.push(problem),
                    }
                    true
                }
                _ => true,
            };
            if !is_read {
                let what = match name {
                    "about" => "kind of event",
                    "by" => "person",
                    _ => "day",
                };
                problems.push(format!("The address contains an unknown {what}: “{value}”."));
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
        pairs.extend(self.category.map(|category| ("about", category.name().to_owned())));
        pairs.extend(self.user.map(|user| ("by", user.to_string())));
        pairs.extend(self.from.map(|day| ("from", day.to_string())));
        pairs.extend(self.to.map(|day| ("to", day.to_string())));
        if self.sort != Sort::default() {
            pairs.push(("sort", self.sort.to_word()));
        }
        pairs
    }

    /// Returns whether anything restricts the list.
    pub fn is_narrowed(&self) -> bool {
        Self { sort: Sort::default(), ..self.clone() } != Self::default()
    }
}

impl ListQuery for EventQuery {
    type Column = EventColumn;

    fn place(&self) -> (Sort<EventColumn>, u32) {
        (self.sort, 0)
    }

    /// It has no pages: more events follow on request.
    fn set_place(&mut self, sort: Sort<EventColumn>, _page: u32) {
        self.sort = sort;
    }
}

fn read<T>(field: &mut Option<T>, value: Option<T>) -> bool {
    let is_read = value.is_some();
    *field = value;
    is_read
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Day;

    #[test]
    fn the_address_is_the_query_both_ways() {
        let query = EventQuery {
            category: Some(Category::Refusal),
            user: Some(7),
            from: Some(LocalDay { day: Day(20_779), offset: 0 }),
            to: Some(LocalDay { day: Day(20_780), offset: 330 }),
            search: "a b&c".to_owned(),
            sort: Sort::ascending(EventColumn::Time),
        };
        assert!(query.is_narrowed());
        assert!(!EventQuery { sort: query.sort, ..EventQuery::default() }.is_narrowed());
        for query in [query, EventQuery::default()] {
            let pairs = query.to_pairs();
            assert!(pairs.iter().all(|(name, _)| EventQuery::NAMES.contains(name)), "{pairs:?}");
            let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
            assert_eq!(EventQuery::from_pairs(pairs), (query.clone(), Vec::new()));
        }
    }

    #[test]
    fn what_means_nothing_is_named() {
        let pairs = [
            ("about", "personal"),
            ("by", "x"),
            ("from", "2026-02-31"),
            ("to", ""),
            ("page", "2"),
            ("sort", "who"),
        ];
        let (query, problems) = EventQuery::from_pairs(pairs);
        assert_eq!(query, EventQuery::default());
        assert_eq!(problems.len(), 4);
        assert_eq!(problems[2], "The address contains an unknown day: “2026-02-31”.");
    }
}
