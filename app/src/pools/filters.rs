//! The five filters with their counts, and the menus beside the search.

use leptos::prelude::*;
use model::groups::{Node, Tree};
use model::pools::{PoolQuery, PoolStatus};

use super::state::State;
use super::words::{path, pools};
use crate::list_query::{searched, without};
use crate::ui::{SearchInput, Select, Stat};

/// The active filters in words, each with the query without it.
pub(super) fn active(state: State, query: &PoolQuery) -> Vec<(String, PoolQuery)> {
    let mut filters: Vec<_> =
        searched(query, &query.search, |query| query.search.clear()).into_iter().collect();
    for status in &query.statuses {
        let remove = |query: &mut PoolQuery| query.statuses.retain(|one| one != status);
        filters.push(without(query, ["Status: ", status.label()].concat(), remove));
    }
    if let Some(tag) = &query.tag {
        filters.push(without(query, ["Tag: ", tag].concat(), |query| query.tag = None));
    }
    if query.group.is_some() {
        let name = state.of_group.get().map_or_else(|| "unknown".to_owned(), |names| path(&names));
        filters.push(without(query, ["Access group: ", &name].concat(), |query| query.group = None));
    }
    filters
}

/// Says that the address names a group that is missing or hidden (R3, R19).
pub(super) fn lost(state: State) -> Option<String> {
    let group = state.query.now.with(|query| query.group)?;
    let is_lost = state.of_group.with(Option::is_none) && state.paged().is_empty();
    is_lost.then(|| {
        format!("The address contains the access group “{group}”, which does not exist or is not yours.")
    })
}

/// The five filters. Each is a button with the number of its licenses.
#[component]
pub(super) fn StatusFilters(state: State) -> impl IntoView {
    let filter = move |(at, status): (usize, PoolStatus)| {
        let pressed = Signal::derive(move || state.query.now.with(|query| query.statuses.contains(&status)));
        let count = Signal::derive(move || state.counts.with(|counts| counts[at]));
        let toggle = Callback::new(move |()| state.query.change(false, |query| query.toggle(status)));
        view! { <Stat label=status.label() value=count pressed=pressed on_click=toggle /> }.into_any()
    };
    view! {
        <div class="stats pool-filters" role="group" aria-label="Licenses by status">
            {PoolStatus::ALL.into_iter().enumerate().map(filter).collect::<Vec<_>>()}
        </div>
    }
}

/// Search, and the access group to show.
#[component]
pub(super) fn Filters(state: State) -> impl IntoView {
    let query = state.query;
    let search = move |text: String| query.change(true, |query| query.search = text);
    let group = move || query.now.with(|query| query.group.map(|id| id.to_string()).unwrap_or_default());
    let choose = move |value: String| query.change(false, |query| query.group = value.parse().ok());
    let options = move || {
        let tree = Tree::new(state.groups().read(Clone::clone).unwrap_or_default());
        let opened = tree.groups().iter().map(|group| group.id).collect();
        let option = |node: &Node| {
            let name = tree.get(node.id).map_or("", |group| group.name.as_str());
            (node.id.to_string(), ["\u{2003}".repeat(node.level - 1).as_str(), name].concat())
        };
        let all = (String::new(), "All access groups".to_owned());
        std::iter::once(all).chain(tree.visible(&opened).iter().map(option)).collect::<Vec<_>>()
    };
    let has_several = move || state.groups().read(|groups| groups.len() > 1).unwrap_or_default();
    view! {
        <div class="toolbar" role="search" aria-label="License pools">
            <SearchInput
                label="Search pools, products, licenses"
                value=Signal::derive(move || query.now.with(|query| query.search.clone()))
                on_input=search
            />
            {move || has_several().then(|| view! {
                <span class="pool-group">
                    <Select
                        label="Access group"
                        value=Signal::derive(group)
                        options=Signal::derive(options)
                        on_change=choose
                    />
                </span>
            }.into_any())}
            <span class="muted" role="status">{move || pools(state.paged().found())}</span>
        </div>
    }
}
