//! The search, filters and order of users, as in the address.

use serde::{Deserialize, Serialize};

use crate::OrganizationId;
use crate::address::Pairs;
use crate::list::{ListQuery, Sort, SortColumn, page_to_word, read_place};
use crate::person::UserStatus;
use crate::query::{organizations_from_address, organizations_to_address};

/// The sort keys for users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum UserColumn {
    /// Name, or the address of invited people, who have none yet.
    Name,
    /// E-mail address.
    Email,
    /// Name of the organization.
    Organization,
    /// Name of the role.
    Role,
    /// Status, in the order of [`UserStatus::ALL`].
    Status,
    /// When they became a member or were invited.
    Since,
}

impl SortColumn for UserColumn {
    const ALL: &'static [Self] =
        &[Self::Name, Self::Email, Self::Organization, Self::Role, Self::Status, Self::Since];

    fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Organization => "organization",
            Self::Role => "role",
            Self::Status => "status",
            Self::Since => "since",
        }
    }
}

impl Default for Sort<UserColumn> {
    fn default() -> Self {
        Self::ascending(UserColumn::Name)
    }
}

/// The users to show. Empty fields don't filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedUsers {
    /// Part of the name or the e-mail address.
    pub search: String,
    /// In one of these organizations.
    pub organizations: Vec<OrganizationId>,
    /// In roles with these names.
    pub roles: Vec<String>,
    /// Only members, or only invited people.
    pub status: Option<UserStatus>,
    /// The order.
    pub sort: Sort<UserColumn>,
    /// The page, from 0.
    pub page: u32,
}

impl WantedUsers {
    /// Reads the pairs of an address. Meaningless ones are left out; the second part names each in a sentence for the person (R19).
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<String>) {
        let mut wanted = Self::default();
        let mut problems = Vec::new();
        let odd = |what: &str, value: &str| format!("The address contains an unknown {what}: “{value}”.");
        for (name, value) in pairs {
            match name {
                "q" => value.clone_into(&mut wanted.search),
                "orgs" => match organizations_from_address(value) {
                    Some(organizations) => wanted.organizations = organizations,
                    None => problems.push(odd("organizations", value)),
                },
                "role" => wanted.roles.push(value.to_owned()),
                "status" => {
                    wanted.status = UserStatus::from_name(value);
                    if wanted.status.is_none() {
                        problems.push(odd("status", value));
                    }
                }
                _ => read_place(&mut wanted.sort, &mut wanted.page, (name, value), &mut problems),
            }
        }
        (wanted, problems)
    }

    /// Returns the query as it follows an address's question mark; empty if nothing filters.
    pub fn to_query_string(&self) -> String {
        let mut pairs = Pairs::default();
        pairs.add_unless_empty("q", &self.search);
        for role in &self.roles {
            pairs.add("role", role);
        }
        if let Some(status) = self.status {
            pairs.add("status", status.name());
        }
        let organizations = organizations_to_address(&self.organizations);
        pairs.add_list("orgs", (!organizations.is_empty()).then_some(organizations));
        pairs.add_list("sort", (self.sort != Sort::default()).then(|| self.sort.to_word()));
        pairs.add_list("page", page_to_word(self.page));
        pairs.into_query()
    }

    /// Returns whether anything filters.
    pub fn is_narrowed(&self) -> bool {
        Self { sort: Sort::default(), page: 0, ..self.clone() } != Self::default()
    }
}

impl ListQuery for WantedUsers {
    type Column = UserColumn;

    fn place(&self) -> (Sort<UserColumn>, u32) {
        (self.sort, self.page)
    }

    fn set_place(&mut self, sort: Sort<UserColumn>, page: u32) {
        (self.sort, self.page) = (sort, page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_leads_back() {
        let wanted = WantedUsers {
            search: "ä&b".to_owned(),
            organizations: vec![3, 4, 5, 9],
            roles: vec!["User".to_owned(), "Lizenz, Köln".to_owned()],
            status: Some(UserStatus::Pending),
            sort: Sort::descending(UserColumn::Since),
            page: 2,
        };
        let text = wanted.to_query_string();
        assert_eq!(
            text,
            "q=%C3%A4%26b&role=User&role=Lizenz%2C%20K%C3%B6ln&status=pending&orgs=3-5,9&sort=-since&page=3"
        );
        let pairs = [
            ("q", "ä&b"),
            ("role", "User"),
            ("role", "Lizenz, Köln"),
            ("status", "pending"),
            ("orgs", "3-5,9"),
            ("sort", "-since"),
            ("page", "3"),
        ];
        assert_eq!(WantedUsers::from_pairs(pairs), (wanted.clone(), Vec::new()));
        for by in UserColumn::ALL {
            assert_eq!(WantedUsers::from_pairs([("sort", by.name())]).0.sort, Sort::ascending(*by));
        }
        let odd = [
            ("status", "gone"),
            ("orgs", "x"),
            ("page", "-1"),
            ("page", "0"),
            ("sort", "color"),
            ("other", "1"),
        ];
        let (read, problems) = WantedUsers::from_pairs(odd);
        assert_eq!((read, problems.len()), (WantedUsers::default(), 5));
        assert_eq!(problems[0], "The address contains an unknown status: “gone”.");
        assert_eq!(WantedUsers::default().to_query_string(), "");
        let only_sorted = WantedUsers { sort: wanted.sort, page: 3, ..WantedUsers::default() };
        assert!(wanted.is_narrowed() && !only_sorted.is_narrowed());
    }
}
