//! The address as state: reading and changing the query part.

use crate::ui::memo;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use model::Query;

type Navigate = Box<dyn Fn(&str, NavigateOptions)>;

/// The page's query in the address, and what of it means nothing.
#[derive(Clone, Copy)]
pub struct Address {
    /// What is asked for.
    pub query: Memo<Query>,
    /// What the address asks for and there is not, in sentences (R19).
    pub problems: Memo<Vec<String>>,
    go: StoredValue<Navigate, LocalStorage>,
    path: Memo<String>,
    kept: &'static [&'static str],
}

/// The address of the current page. Pairs named in `kept` belong to the page itself and stay as they are.
pub fn use_address(kept: &'static [&'static str]) -> Address {
    let map = use_query_map();
    let navigate = use_navigate();
    let read = move || {
        map.with(|map| {
            let pairs: Vec<_> = map.clone().into_iter().collect();
            Query::from_pairs(pairs.iter().map(|(name, value)| (name.as_ref(), value.as_str())))
        })
    };
    Address {
        query: memo(move || read().0),
        problems: memo(move || read().1),
        go: StoredValue::new_local(Box::new(navigate) as Navigate),
        path: use_location().pathname,
        kept,
    }
}

impl Address {
    /// Changes the query. `replace` leaves no entry to go back to: while typing.
    pub fn change(self, replace: bool, change: impl FnOnce(&mut Query)) {
        let mut query = self.query.get_untracked();
        change(&mut query);
        let own: Vec<_> = self.kept.iter().filter_map(|name| Some((*name, current(name)?))).collect();
        self.set(&own, &query, replace);
    }

    /// Goes to this page with those pairs of its own and that query.
    pub fn set(self, own: &[(&str, String)], query: &Query, replace: bool) {
        let mut pairs: Vec<String> = own.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let query = query.to_query_string();
        if !query.is_empty() {
            pairs.push(query);
        }
        let path = self.path.get_untracked();
        let to = if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) };
        let options = NavigateOptions { scroll: false, replace, ..NavigateOptions::default() };
        self.go.with_value(|go| go(&to, options));
    }
}

/// A pair of the page's own, such as the report's organisations.
pub fn use_own(name: &'static str) -> Memo<Option<String>> {
    let map = use_query_map();
    memo(move || map.with(|map| map.get(name)))
}

/// The pair as it stands in the address bar. The page's own pairs are numbers, commas and dashes.
fn current(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    let pairs = search.trim_start_matches('?').split('&');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.to_owned())
}
