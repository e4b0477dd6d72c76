//! Which pools the page lists, and in which order.

use serde::{Deserialize, Serialize};

use super::PoolStatus;
use super::tag::checked_tag;
use crate::access::GroupId;
use crate::address::Pairs;
use crate::list::{ListQuery, Sort, SortColumn, page_to_word, read_place};
use crate::query::{SEARCH_LIMIT, number, words};

/// What pools can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PoolColumn {
    /// Name.
    Name,
    /// The path of the access group.
    Group,
    /// Status, the gravest last.
    Status,
    /// How many licenses.
    Licenses,
    /// All units.
    Units,
    /// Units taken by deployments.
    Online,
    /// Units reserved for offline use.
    Offline,
    /// Free units.
    Free,
    /// The earliest expiration date; pools without one sort as the latest.
    Expiration,
}

impl SortColumn for PoolColumn {
    const ALL: &'static [Self] = &[
        Self::Name,
        Self::Group,
        Self::Status,
        Self::Licenses,
        Self::Units,
        Self::Online,
        Self::Offline,
        Self::Free,
        Self::Expiration,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Group => "group",
            Self::Status => "status",
            Self::Licenses => "licenses",
            Self::Units => "units",
            Self::Online => "online",
            Self::Offline => "offline",
            Self::Free => "free",
            Self::Expiration => "expiration",
        }
    }
}

impl Default for Sort<PoolColumn> {
    /// By name.
    fn default() -> Self {
        Self::ascending(PoolColumn::Name)
    }
}

/// Which licenses of which pools to list. A part that is not given does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PoolQuery {
    /// Text that the pool's name, or a license's public ID or product, contains, in any case.
    pub search: String,
    /// Licenses with one of these.
    pub statuses: Vec<PoolStatus>,
    /// Licenses that have this tag, or whose pool has it.
    pub tag: Option<String>,
    /// Pools in this group, or in a group below it.
    pub group: Option<GroupId>,
    /// The order of the pools.
    pub sort: Sort<PoolColumn>,
    /// The page of pools, from 0.
    pub page: u32,
}

impl PoolQuery {
    /// Reads a query from decoded `name=value` pairs. Ignores pairs of other names. Leaves out meaningless values, and returns
    /// a sentence for the person about each (R19).
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<String>) {
        let mut query = Self::default();
        let mut problems = Vec::new();
        for (name, value) in pairs {
            match name {
                "q" => query.search = value.chars().take(SEARCH_LIMIT).collect(),
                "status" => query.statuses = words(value, PoolStatus::from_name, "status", &mut problems),
                "tag" => match checked_tag(value) {
                    Ok(tag) => query.tag = Some(tag),
                    Err(_) => problems.push(unknown("tag", value)),
                },
                "group" => match number(value) {
                    Some(group) => query.group = Some(group),
                    None => problems.push(unknown("access group", value)),
                },
                _ => read_place(&mut query.sort, &mut query.page, (name, value), &mut problems),
            }
        }
        (query, problems)
    }

    /// Returns the query as it follows an address's question mark; empty for the default query.
    pub fn to_query_string(&self) -> String {
        let mut pairs = Pairs::default();
        pairs.add_unless_empty("q", &self.search);
        pairs.add_list("status", self.statuses.iter().map(|status| status.name()));
        pairs.add_unless_empty("tag", self.tag.as_deref().unwrap_or_default());
        pairs.add_list("group", self.group);
        pairs.add_list("sort", (self.sort != Sort::default()).then(|| self.sort.to_word()));
        pairs.add_list("page", page_to_word(self.page));
        pairs.into_query()
    }

    /// Returns whether anything restricts the list.
    pub fn is_narrowed(&self) -> bool {
        Self { sort: Sort::default(), page: 0, ..self.clone() } != Self::default()
    }

    /// Chooses a status, or no longer, and returns to the first page.
    pub fn toggle(&mut self, status: PoolStatus) {
        match self.statuses.binary_search(&status) {
            Ok(place) => {
                self.statuses.remove(place);
            }
            Err(place) => self.statuses.insert(place, status),
        }
        self.page = 0;
    }

    /// Whether licenses with that status are among those chosen.
    pub fn takes(&self, status: PoolStatus) -> bool {
        self.statuses.is_empty() || self.statuses.contains(&status)
    }
}

fn unknown(what: &str, value: &str) -> String {
    let begin: String = value.chars().take(SEARCH_LIMIT).collect();
    format!("The address contains an unknown {what}: “{begin}”.")
}

impl ListQuery for PoolQuery {
    type Column = PoolColumn;

    fn place(&self) -> (Sort<PoolColumn>, u32) {
        (self.sort, self.page)
    }

    fn set_place(&mut self, sort: Sort<PoolColumn>, page: u32) {
        (self.sort, self.page) = (sort, page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_query_both_ways() {
        let query = PoolQuery {
            search: "a&b".into(),
            statuses: vec![PoolStatus::Ok, PoolStatus::Expired],
            tag: Some("Branch Tokyo".into()),
            group: Some(7),
            sort: Sort::descending(PoolColumn::Free),
            page: 1,
        };
        let text = query.to_query_string();
        assert_eq!(text, "q=a%26b&status=ok,expired&tag=Branch%20Tokyo&group=7&sort=-free&page=2");
        let pairs = [
            ("q", "a&b"),
            ("status", "expired,ok"),
            ("tag", " Branch  Tokyo"),
            ("group", "7"),
            ("sort", "-free"),
            ("page", "2"),
        ];
        assert_eq!(PoolQuery::from_pairs(pairs), (query.clone(), Vec::new()));
        assert_eq!(PoolQuery::default().to_query_string(), "");
        assert!(query.is_narrowed());
        assert!(!PoolQuery { sort: query.sort, page: 9, ..PoolQuery::default() }.is_narrowed());
        let odd = [("status", "bad"), ("tag", " "), ("group", "x"), ("sort", "color"), ("page", "0")];
        let (read, problems) = PoolQuery::from_pairs(odd);
        assert_eq!((read, problems.len()), (PoolQuery::default(), 5), "{problems:?}");
    }

    #[test]
    fn a_press_on_a_status_chooses_it_and_another_one_no_longer() {
        let mut query = PoolQuery { page: 3, ..PoolQuery::default() };
        query.toggle(PoolStatus::Expired);
        query.toggle(PoolStatus::Ok);
        assert_eq!((query.statuses.as_slice(), query.page), (&[PoolStatus::Ok, PoolStatus::Expired][..], 0));
        assert!(query.takes(PoolStatus::Ok) && !query.takes(PoolStatus::Suspended));
        query.toggle(PoolStatus::Ok);
        query.toggle(PoolStatus::Expired);
        assert_eq!(query, PoolQuery::default());
        assert!(query.takes(PoolStatus::Suspended));
    }
}
