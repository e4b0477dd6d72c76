//! Search and filters above the table.

use leptos::prelude::*;
use model::OrganizationId;
use model::person::UserStatus;
use model::user::{UserList, WantedUsers};

use super::state::State;
use crate::list_query::{searched, without};
use crate::tables::values_menu;
use crate::ui::{SearchInput, memo};

/// The page's toolbar.
#[component]
pub(super) fn Filters(state: State) -> impl IntoView {
    let has_subs = memo(move || from(state, |list| list.organizations.len()) > 1);
    let count = move || {
        let (found, total) = from(state, |list| (list.found, list.total));
        if found == total { people(total) } else { format!("{found} of {}", people(total)) }
    };
    view! {
        <div class="toolbar" role="search" aria-label="Users">
            <SearchInput
                label="Search by name or e-mail address"
                value=Signal::derive(move || state.wanted.with(|wanted| wanted.search.clone()))
                on_input=move |typed: String| state.search(typed)
            />
            {move || has_subs.get().then(|| organizations(state))}
            {status(state)}
            {roles(state)}
            <span class="muted" role="status">{count}</span>
        </div>
    }
}

/// The active filters in words, each with the query without it.
pub(super) fn active(state: State, wanted: &WantedUsers) -> Vec<(String, WantedUsers)> {
    let mut filters: Vec<_> =
        searched(wanted, &wanted.search, |wanted| wanted.search.clear()).into_iter().collect();
    if let Some(status) = wanted.status {
        let words = ["Status: ", status.label()].concat();
        filters.push(without(wanted, words, |wanted| wanted.status = None));
    }
    for role in &wanted.roles {
        let remove = |wanted: &mut WantedUsers| wanted.roles.retain(|one| one != role);
        filters.push(without(wanted, ["Role: ", role].concat(), remove));
    }
    let names = from(state, |list| list.organizations.clone());
    for id in &wanted.organizations {
        let name =
            names.iter().find(|(known, ..)| known == id).map_or("unknown", |(_, name, _)| name.as_str());
        let remove = |wanted: &mut WantedUsers| wanted.organizations.retain(|one| one != id);
        filters.push(without(wanted, ["Organization: ", name].concat(), remove));
    }
    filters
}

/// Reads from the list; from an empty one before it has loaded.
fn from<T: Default>(state: State, read: impl FnOnce(&UserList) -> T) -> T {
    state.list.with(|list| list.as_ref().map(read).unwrap_or_default())
}

fn people(count: u32) -> String {
    if count == 1 { "1 user".to_owned() } else { format!("{count} users") }
}

fn organizations(state: State) -> AnyView {
    let all = memo(move || {
        let named = |(id, name, _): &(OrganizationId, String, _)| (*id, name.clone());
        from(state, |list| list.organizations.iter().map(named).collect::<Vec<_>>())
    });
    let chosen = move || state.wanted.with(|wanted| wanted.organizations.clone());
    let choose = move |ids| state.query.change(false, |wanted| wanted.organizations = ids);
    values_menu("Organization", all.into(), chosen, choose)
}

fn status(state: State) -> AnyView {
    let all = UserStatus::ALL.map(|status| (status, status.label().to_owned())).to_vec();
    let chosen = move || state.wanted.with(|wanted| wanted.status.into_iter().collect());
    // Both together filter nothing.
    let choose = move |chosen: Vec<UserStatus>| {
        let only = if let [only] = chosen.as_slice() { Some(*only) } else { None };
        state.query.change(false, |wanted| wanted.status = only);
    };
    values_menu("Status", Signal::stored(all), chosen, choose)
}

fn roles(state: State) -> AnyView {
    let all = memo(move || {
        from(state, |list| list.roles.iter().map(|name| (name.clone(), name.clone())).collect::<Vec<_>>())
    });
    let chosen = move || state.wanted.with(|wanted| wanted.roles.clone());
    let choose = move |names| state.query.change(false, |wanted| wanted.roles = names);
    values_menu("Role", all.into(), chosen, choose)
}
