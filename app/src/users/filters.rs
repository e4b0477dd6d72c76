//! Search and filters above the table.

use leptos::prelude::*;
use model::person::UserStatus;
use model::user::{UserList, WantedUsers};

use super::state::State;
use crate::ui::{Choice, ClearFilters, FilterMenu, SearchInput, memo};

/// The page's toolbar.
#[component]
pub(super) fn Filters(state: State) -> impl IntoView {
    let search = RwSignal::new(state.wanted.with_untracked(|wanted| wanted.search.clone()));
    let has_subs = memo(move || from(state, |list| list.organizations.len()) > 1);
    let narrowed = memo(move || state.wanted.with(WantedUsers::is_narrowed));
    let count = move || {
        let (found, total) = from(state, |list| (list.found, list.total));
        if found == total { people(total) } else { format!("{found} of {}", people(total)) }
    };
    let clear = move |()| {
        search.set(String::new());
        state.change(false, |wanted| *wanted = WantedUsers { sort: wanted.sort, ..WantedUsers::default() });
    };
    view! {
        <div class="toolbar" role="search" aria-label="Users">
            <SearchInput
                label="Search by name or e-mail address"
                value=search
                on_input=move |typed: String| { search.set(typed.clone()); state.search(typed); }
            />
            {move || has_subs.get().then(|| organizations(state))}
            {status(state)}
            {roles(state)}
            <ClearFilters shown=narrowed on_clear=clear />
            <span class="muted" role="status">{count}</span>
        </div>
    }
}

/// Reads from the list; from an empty one before it has loaded.
fn from<T: Default>(state: State, read: impl FnOnce(&UserList) -> T) -> T {
    state.list.with(|list| list.as_ref().map(read).unwrap_or_default())
}

fn people(count: u32) -> String {
    if count == 1 { "1 user".to_owned() } else { format!("{count} users") }
}

/// Returns options identified by their position.
fn choices(labels: impl IntoIterator<Item = String>) -> Vec<Choice> {
    (0..).zip(labels).map(|(id, label)| Choice { id, label, count: None }).collect()
}

/// Returns the positions of the chosen values among `all`.
fn positions<T: PartialEq>(all: &[T], chosen: &[T]) -> Vec<u32> {
    (0..).zip(all).filter(|(_, value)| chosen.contains(value)).map(|(at, _)| at).collect()
}

/// Returns the values of `all` at these positions.
fn at<T: Clone>(all: &[T], positions: &[u32]) -> Vec<T> {
    (0..).zip(all).filter(|(at, _)| positions.contains(at)).map(|(_, value)| value.clone()).collect()
}

fn organizations(state: State) -> AnyView {
    let ids = move || from(state, |list| list.organizations.iter().map(|(id, ..)| *id).collect::<Vec<_>>());
    let options =
        move || from(state, |list| choices(list.organizations.iter().map(|(_, name, _)| name.clone())));
    let chosen = move || state.wanted.with(|wanted| positions(&ids(), &wanted.organizations));
    let choose =
        move |places: Vec<u32>| state.change(false, |wanted| wanted.organizations = at(&ids(), &places));
    view! {
        <FilterMenu
            label="Organization"
            options=Signal::derive(options)
            chosen=Signal::derive(chosen)
            on_change=choose
        />
    }
    .into_any()
}

fn status(state: State) -> AnyView {
    let options = move || choices(UserStatus::ALL.map(|status| status.label().to_owned()));
    let chosen = move || state.wanted.with(|wanted| positions(&UserStatus::ALL, wanted.status.as_slice()));
    // Both together filter nothing.
    let choose = move |places: Vec<u32>| {
        let only = match at(&UserStatus::ALL, &places).as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        state.change(false, |wanted| wanted.status = only);
    };
    view! {
        <FilterMenu
            label="Status"
            options=Signal::derive(options)
            chosen=Signal::derive(chosen)
            on_change=choose
        />
    }
    .into_any()
}

fn roles(state: State) -> AnyView {
    let names = move || from(state, |list| list.roles.clone());
    let chosen = move || state.wanted.with(|wanted| positions(&names(), &wanted.roles));
    let choose = move |places: Vec<u32>| state.change(false, |wanted| wanted.roles = at(&names(), &places));
    view! {
        <FilterMenu
            label="Role"
            options=Signal::derive(move || choices(names()))
            chosen=Signal::derive(chosen)
            on_change=choose
        />
    }
    .into_any()
}
