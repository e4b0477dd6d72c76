//! The active filters of a license list.

use leptos::prelude::*;
use model::Query;

use super::{Facet, List};
use crate::address::Address;
use crate::ui::FilterChips;

/// A facet with more chosen values than this has one chip for all.
const MOST: usize = 6;

/// The filter that a chip removes.
#[derive(Clone, Copy)]
enum Part {
    Search,
    /// Everything chosen of a facet.
    All(Facet),
    /// The value at a position.
    One(Facet, u32),
}

/// One chip per filter.
#[component]
pub fn Chips(
    /// The list.
    list: List,
    /// The address.
    address: Address,
) -> impl IntoView {
    let clear = move |()| {
        address.change(false, |query| {
            *query = Query { history: query.history, sort: query.sort, ..Query::default() };
        });
    };
    let remove = move |at: usize| {
        let Some((_, part)) = untrack(|| parts(list)).into_iter().nth(at) else { return };
        let names = list.names().get_untracked();
        address.change(false, |query| match part {
            Part::Search => query.search.clear(),
            Part::All(facet) => facet.clear(query),
            Part::One(facet, at) => facet.toggle(&names, query, at),
        });
    };
    view! {
        <FilterChips
            filters=Signal::derive(move || in_words(list))
            on_remove=remove
            on_clear=clear
            after=".filter-button"
        />
    }
}

/// Returns the active filters in words.
pub(super) fn in_words(list: List) -> Vec<String> {
    parts(list).into_iter().map(|(text, _)| text).collect()
}

/// Returns the active filters with their labels.
fn parts(list: List) -> Vec<(String, Part)> {
    let query = list.query().get();
    let mut parts = Vec::new();
    if !query.search.is_empty() {
        parts.push((["Search: ", &query.search].concat(), Part::Search));
    }
    list.names().with(|names| {
        for facet in Facet::ALL {
            let (chosen, asked) = (facet.chosen(names, &query), facet.asked(&query));
            let label = facet.label();
            // Values that the report does not have can be removed, too.
            if asked > MOST || asked != chosen.len() {
                parts.push(([label, ": ", &asked.to_string(), " chosen"].concat(), Part::All(facet)));
            } else {
                let named = |at: u32| ([label, ": ", &facet.name(names, at)].concat(), Part::One(facet, at));
                parts.extend(chosen.into_iter().map(named));
            }
        }
    });
    parts
}
