//! Which organizations the console lists, and in which order.

use serde::{Deserialize, Serialize};

use super::unknown;
use crate::address::Pairs;
use crate::list::{ListQuery, Sort, SortColumn, page_to_word, read_place};
use crate::query::{SEARCH_LIMIT, number, words};
use crate::{OrganizationId, OrganizationKind};

/// The sort keys for organizations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OrganizationColumn {
    /// Name.
    Name,
    /// Kind, in the order of [`OrganizationKind::ALL`].
    Kind,
    /// Name of the main organization; main organizations come first.
    Parent,
    /// Number of members.
    Users,
    /// Number of licenses.
    Licenses,
}

impl SortColumn for OrganizationColumn {
    const ALL: &'static [Self] = &[Self::Name, Self::Kind, Self::Parent, Self::Users, Self::Licenses];

    fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Kind => "kind",
            Self::Parent => "parent",
            Self::Users => "users",
            Self::Licenses => "licenses",
        }
    }
}

impl Default for Sort<OrganizationColumn> {
    fn default() -> Self {
        Self::ascending(OrganizationColumn::Name)
    }
}

/// Which organizations to list. A part that is not given does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationQuery {
    /// Text that the name contains, in any case.
    pub search: String,
    /// Organizations of these kinds.
    pub kinds: Vec<OrganizationKind>,
    /// Customers of that partner: assigned to it, or sold to by it.
    pub partner: Option<OrganizationId>,
    /// The order.
    pub sort: Sort<OrganizationColumn>,
    /// The page, from 0.
    pub page: u32,
}

impl OrganizationQuery {
    /// Those whose name contains the text.
    pub fn named(search: impl Into<String>) -> Self {
        Self { search: search.into(), ..Self::default() }
    }

    /// Reads the pairs of an address. Meaningless ones are left out; the second part names each in a sentence for the person (R19).
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<String>) {
        let mut query = Self::default();
        let mut problems = Vec::new();
        for (name, value) in pairs {
            match name {
                "q" => query.search = value.chars().take(SEARCH_LIMIT).collect(),
                "kind" => query.kinds = words(value, OrganizationKind::from_name, "kind", &mut problems),
                "partner" => match number(value) {
                    Some(partner) => query.partner = Some(partner),
                    None => problems.push(unknown("partner", value)),
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
        pairs.add_list("kind", self.kinds.iter().map(|kind| kind.name()));
        pairs.add_list("partner", self.partner);
        pairs.add_list("sort", (self.sort != Sort::default()).then(|| self.sort.to_word()));
        pairs.add_list("page", page_to_word(self.page));
        pairs.into_query()
    }

    /// Returns whether anything restricts the list.
    pub fn is_narrowed(&self) -> bool {
        Self { sort: Sort::default(), page: 0, ..self.clone() } != Self::default()
    }
}

impl ListQuery for OrganizationQuery {
    type Column = OrganizationColumn;

    fn place(&self) -> (Sort<OrganizationColumn>, u32) {
        (self.sort, self.page)
    }

    fn set_place(&mut self, sort: Sort<OrganizationColumn>, page: u32) {
        (self.sort, self.page) = (sort, page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_query_both_ways() {
        let query = OrganizationQuery {
            search: "a&b".into(),
            kinds: vec![OrganizationKind::Distributor, OrganizationKind::Reseller],
            partner: Some(4),
            sort: Sort::descending(OrganizationColumn::Users),
            page: 1,
        };
        let text = query.to_query_string();
        assert_eq!(text, "q=a%26b&kind=distributor,reseller&partner=4&sort=-users&page=2");
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        let decoded = pairs.map(|(name, value)| (name, if name == "q" { "a&b" } else { value }));
        assert_eq!(OrganizationQuery::from_pairs(decoded), (query.clone(), Vec::new()));
        assert!(query.is_narrowed());
        assert!(
            !OrganizationQuery { sort: query.sort, page: 3, ..OrganizationQuery::default() }.is_narrowed()
        );
        for by in OrganizationColumn::ALL {
            assert_eq!(OrganizationQuery::from_pairs([("sort", by.name())]).0.sort, Sort::ascending(*by));
        }
        let odd = [("kind", "bank"), ("partner", "x"), ("sort", "color"), ("page", "-1"), ("other", "1")];
        let (read, problems) = OrganizationQuery::from_pairs(odd);
        assert_eq!((read, problems.len()), (OrganizationQuery::default(), 4));
    }
}
