//! The active filters, each with a cross that removes it.

use leptos::prelude::*;
use model::Query;

use super::{Facet, List};
use crate::address::Address;
use crate::ui::{Button, Glyph, Icon, Look, dom, live, memo};

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

/// One chip per filter, and a button that removes all. Empty without filters.
#[component]
pub fn Chips(
    /// The list.
    list: List,
    /// The address.
    address: Address,
) -> impl IntoView {
    let narrowed = memo(move || address.query.with(Query::is_narrowed));
    let clear = move |()| {
        address.change(false, |query| {
            *query = Query { history: query.history, sort: query.sort, ..Query::default() };
        });
        go_on(true);
    };
    live(move || {
        if !narrowed.get() {
            return ().into_any();
        }
        let parts = parts(list);
        let is_last = parts.len() == 1;
        let chip = |(text, part)| chip(list, address, text, part, is_last);
        view! {
            <div class="chips" role="group" aria-label="Active filters">
                {parts.into_iter().map(chip).collect::<Vec<_>>()}
                <Button look=Look::Link on_click=clear>"Clear all"</Button>
            </div>
        }
        .into_any()
    })
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

fn chip(list: List, address: Address, text: String, part: Part, is_last: bool) -> AnyView {
    let remove = move |_| {
        let names = list.names().get_untracked();
        address.change(false, |query| match part {
            Part::Search => query.search.clear(),
            Part::All(facet) => facet.clear(query),
            Part::One(facet, at) => facet.toggle(&names, query, at),
        });
        go_on(is_last);
    };
    let label = ["Remove filter ", &text].concat();
    view! {
        <button type="button" class="chip" aria-label=label on:click=remove>
            {text}
            <Icon glyph=Glyph::Close />
        </button>
    }
    .into_any()
}

/// Moves the focus from a removed chip to the next one or, after the last, to the first filter.
fn go_on(is_last: bool) {
    dom::focus_soon(if is_last { ".filter-button" } else { ".chip" });
}
