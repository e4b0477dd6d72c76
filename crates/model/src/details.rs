//! The details of one license, which a side panel shows; and their place in the address of a page with a list.
//!
//! The pair is the page's, not the filter's: presets, exports and short links never have it, and changing the filter keeps it.

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::access::Relation;
use crate::address::{Pairs, encoded};
use crate::event::HistoryEntry;
use crate::license::{LicenseType, Standing};
use crate::report::{ProductEntry, RowTexts};

/// The name of the address's pair. Its value is the public ID of the license in the panel.
pub const PARAMETER: &str = "details";

/// The longest public ID that is looked up, in characters.
const LONGEST: usize = 64;

/// How many of a license's events its details have.
pub const LATEST_EVENTS: u64 = 5;

/// Returns the public ID in the pair's decoded value. None if it is empty or too long for any: then no panel is open.
pub fn from_address(value: &str) -> Option<String> {
    let id = value.trim();
    (!id.is_empty() && id.chars().count() <= LONGEST).then(|| id.to_owned())
}

/// Returns the query of an address with that license in the panel, or with none. `query` has its question mark or not; all of
/// its other pairs stay as they are written.
pub fn in_query(query: &str, license: Option<&str>) -> String {
    let query = query.strip_prefix('?').unwrap_or(query);
    let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(PARAMETER);
    let mut pairs = Pairs::default();
    for pair in query.split('&').filter(is_other) {
        pairs.add_query(pair);
    }
    if let Some(license) = license {
        pairs.add_list(PARAMETER, [encoded(license)]);
    }
    pairs.into_query()
}

/// A license with all that the reader may see of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Its number, public ID, masked key, notes and limits, as the list has them.
    pub texts: RowTexts,
    /// Its product.
    pub product: ProductEntry,
    /// How it relates to the reader, as the list shows it (R1).
    pub relation: Relation,
    /// How its owner obtained it.
    pub license_type: LicenseType,
    /// First day.
    pub start: Day,
    /// Last day; None for a subscription without an end.
    pub expiration: Option<Day>,
    /// The day of its standing.
    pub today: Day,
    /// Its standing on that day.
    pub standing: Standing,
    /// Whether the reader has pinned it.
    pub pinned: bool,
    /// Its units.
    pub units: Units,
    /// Its deployments; None if the reader may not see them.
    pub deployments: Option<Deployments>,
    /// The organizations that it is assigned to and that the reader may know, by name.
    pub organizations: Vec<String>,
    /// The resellers that sold to them, for the distributor whose customers they are, by name.
    pub resellers: Vec<String>,
    /// The latest events, the newest first; None if the reader may not see the history.
    pub history: Option<Vec<HistoryEntry>>,
}

/// The units of a license.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units {
    /// Units purchased.
    pub purchased: u64,
    /// Those reserved for offline use.
    pub reserved: u64,
    /// Units that active deployments take.
    pub deployed: u64,
}

impl Units {
    /// Returns the units that no deployment takes.
    pub fn free(self) -> u64 {
        self.purchased.saturating_sub(self.deployed)
    }
}

/// The active deployments of a license.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployments {
    /// How many they are.
    pub count: u64,
    /// Units that online ones take.
    pub online: u64,
    /// Units that offline ones take.
    pub offline: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Query;
    use crate::link;

    fn read(query: &str) -> (Query, Vec<String>) {
        Query::from_pairs(query.split('&').filter_map(|pair| pair.split_once('=')))
    }

    #[test]
    fn the_panel_s_license_is_read_from_its_pair() {
        assert_eq!(from_address(" L-7K2M-9QXR "), Some("L-7K2M-9QXR".to_owned()));
        let most = "ü".repeat(LONGEST);
        assert_eq!(from_address(&most), Some(most.clone()));
        for none in ["", " ", &(most + "ü")] {
            assert_eq!(from_address(none), None, "{none:?}");
        }
    }

    #[test]
    fn the_panel_s_license_comes_and_goes_without_changing_other_pairs() {
        for (before, license, after) in [
            ("", Some("L-1"), "details=L-1"),
            ("?in=3&q=%C3%A4&sort=-product", Some("L-1"), "in=3&q=%C3%A4&sort=-product&details=L-1"),
            ("details=L-2&in=3", Some("a&b c"), "in=3&details=a%26b%20c"),
            ("?details=L-2&state=abc&details=L-3", None, "state=abc"),
            ("details", None, ""),
            ("?", None, ""),
        ] {
            assert_eq!(in_query(before, license), after);
        }
    }

    #[test]
    fn the_panel_is_no_part_of_a_filter() {
        let filter = "q=key&status=expired&org=3&sort=-product";
        let (query, problems) = read(&in_query(filter, Some("L-1")));
        assert_eq!((&query, problems.len()), (&read(filter).0, 0));
        assert_eq!(query.to_query_string(), filter);
        assert!(!Query::NAMES.contains(&PARAMETER));
        // A short link can't stand for it, and leaves it in the address.
        assert_eq!(link::checked("details=L-1"), Err(link::StateError::NoFilter));
        let long = ["orgs=", &"1,".repeat(link::ADDRESS_LIMIT)].concat();
        let (_, others) = link::split(&in_query(&long, Some("L-1"))).unwrap();
        assert_eq!(others, "details=L-1");
    }

    #[test]
    fn free_units_are_those_that_no_deployment_takes() {
        let units = Units { purchased: 10, reserved: 2, deployed: 4 };
        assert_eq!(units.free(), 6);
        assert_eq!(Units { deployed: 12, ..units }.free(), 0);
    }
}
