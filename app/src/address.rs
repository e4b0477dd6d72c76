//! The query of a page with a list: reading and changing it.

use leptos::prelude::*;
use model::Query;

use crate::location::{Location, use_location};
use crate::ui::memo;

/// The page's query in the address, and what of it means nothing.
#[derive(Clone, Copy)]
pub struct Address {
    /// What is asked for.
    pub query: Memo<Query>,
    /// What the address asks for and there is not, in sentences (R19).
    pub problems: Memo<Vec<String>>,
    location: Location,
    kept: &'static [&'static str],
}

/// The address of the current page. Pairs named in `kept` belong to the page itself and stay as they are.
pub fn use_address(kept: &'static [&'static str]) -> Address {
    let location = use_location();
    let read = move || {
        let pairs = location.pairs();
        Query::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    };
    Address { query: memo(move || read().0), problems: memo(move || read().1), location, kept }
}

impl Address {
    /// Changes the query. `replace` leaves no entry to go back to: while typing.
    pub fn change(self, replace: bool, change: impl FnOnce(&mut Query)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        let search = self.location.search.get_untracked();
        let own: Vec<_> = self.kept.iter().filter_map(|name| Some((*name, raw(&search, name)?))).collect();
        self.set(&own, &query, replace);
    }

    /// Goes to this page with those pairs of its own, as they stand in an address, and that query.
    pub fn set(self, own: &[(&str, String)], query: &Query, replace: bool) {
        let mut pairs: Vec<String> = own.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let query = query.to_query_string();
        if !query.is_empty() {
            pairs.push(query);
        }
        let path = self.location.path.get_untracked();
        let to = if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) };
        self.location.go(&to, replace);
    }
}

/// A pair of the page's own, such as the report's organisations.
pub fn use_own(name: &'static str) -> Memo<Option<String>> {
    let location = use_location();
    memo(move || location.value(name))
}

/// The pair as it stands in the address bar.
fn raw(search: &str, name: &str) -> Option<String> {
    let pairs = search.trim_start_matches('?').split('&');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.to_owned())
}
