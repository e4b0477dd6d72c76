//! Manage Active Deployments: a license's deployments as people see them.

use serde::{Deserialize, Serialize};

use crate::activation::Mode;
use crate::address::Pairs;
use crate::list::{ListQuery, Sort, SortColumn, page_to_word, read_place};
use crate::query::SEARCH_LIMIT;

/// The most deployments that can be selected, and so removed, at once.
pub const SELECTION_LIMIT: usize = 10_000;

/// The order of deployments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortBy {
    /// By the ID that the installation chose.
    DeploymentId,
    /// By the name of the computer.
    HostName,
    /// By operating system.
    Platform,
    /// By the product's version.
    ProductVersion,
    /// Offline before online.
    Mode,
    /// By units.
    Quantity,
    /// By the group's name.
    Group,
    /// By the time of activation.
    #[default]
    Activated,
    /// By the time the product last sent anything.
    LastSeen,
}

impl SortColumn for SortBy {
    const ALL: &'static [Self] = &[
        Self::DeploymentId,
        Self::HostName,
        Self::Platform,
        Self::ProductVersion,
        Self::Mode,
        Self::Quantity,
        Self::Group,
        Self::Activated,
        Self::LastSeen,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::DeploymentId => "id",
            Self::HostName => "host",
            Self::Platform => "platform",
            Self::ProductVersion => "version",
            Self::Mode => "mode",
            Self::Quantity => "units",
            Self::Group => "group",
            Self::Activated => "activated",
            Self::LastSeen => "seen",
        }
    }
}

/// Which deployments of a license the address asks for, and in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Part of a deployment ID, host name, platform, version or group; empty for all.
    pub search: String,
    /// The order.
    pub sort: Sort<SortBy>,
    /// The page, from 0.
    pub page: u32,
}

impl Default for Wanted {
    /// The last activated first.
    fn default() -> Self {
        Self { search: String::new(), sort: Sort::descending(SortBy::Activated), page: 0 }
    }
}

impl Wanted {
    /// Reads the pairs of an address. Meaningless ones are left out; the second part names each in a sentence for the person (R19).
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<String>) {
        let mut wanted = Self::default();
        let mut problems = Vec::new();
        for (name, value) in pairs {
            match name {
                "q" => wanted.search = value.chars().take(SEARCH_LIMIT).collect(),
                _ => read_place(&mut wanted.sort, &mut wanted.page, (name, value), &mut problems),
            }
        }
        (wanted, problems)
    }

    /// Adds the pairs that [`from_pairs`](Self::from_pairs) reads; none for parts that are as usual.
    pub fn add_to(&self, pairs: &mut Pairs) {
        pairs.add_unless_empty("q", &self.search);
        pairs.add_list("sort", (self.sort != Self::default().sort).then(|| self.sort.to_word()));
        pairs.add_list("page", page_to_word(self.page));
    }
}

impl ListQuery for Wanted {
    type Column = SortBy;

    fn place(&self) -> (Sort<SortBy>, u32) {
        (self.sort, self.page)
    }

    fn set_place(&mut self, sort: Sort<SortBy>, page: u32) {
        (self.sort, self.page) = (sort, page);
    }
}

/// An active deployment, without what its product keeps for itself. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Deployment {
    /// Names it in requests.
    pub id: i64,
    /// The ID that the installation chose for itself.
    pub deployment_id: String,
    /// The computer's name in its network.
    pub host_name: String,
    /// The operating system, as the product names it.
    pub platform: String,
    /// Version of the product.
    pub product_version: String,
    /// Online or offline.
    pub mode: Mode,
    /// The number of units it takes.
    pub quantity: u32,
    /// Its group, if it named one.
    pub group: Option<String>,
    /// When it was activated.
    pub activated_at: i64,
    /// When its product last sent anything.
    pub last_seen_at: i64,
}

/// A deployment that can be selected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Names it in requests.
    pub id: i64,
    /// The ID that the installation chose for itself.
    pub deployment_id: String,
    /// The number of units it takes.
    pub quantity: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_leads_back() {
        for by in SortBy::ALL {
            let wanted = Wanted { search: "ä&b".to_owned(), sort: Sort::ascending(*by), page: 2 };
            let mut pairs = Pairs::default();
            wanted.add_to(&mut pairs);
            assert_eq!(pairs.into_query(), ["q=%C3%A4%26b&sort=", by.name(), "&page=3"].concat());
            let read = Wanted::from_pairs([("q", "ä&b"), ("sort", by.name()), ("page", "3")]);
            assert_eq!(read, (wanted, Vec::new()));
        }
        let mut none = Pairs::default();
        Wanted::default().add_to(&mut none);
        assert_eq!(none.into_query(), "");
        let odd = [("license", "L-1"), ("sort", "color"), ("page", "0")];
        let (read, problems) = Wanted::from_pairs(odd);
        assert_eq!((read, problems.len()), (Wanted::default(), 2));
    }
}
