//! The table of deployments.

use leptos::prelude::*;
use model::deployment::Deployment;
use model::table::Table;

use super::state::State;
use crate::tables::{ListOf, arranged};
use crate::ui::{Instant, PageSelection, Shown, choose_cell, kept_rows, list_row, memo};

/// Returns the list of deployments.
pub(super) fn list() -> ListOf {
    ListOf::new(Table::Deployments, "Active deployments")
}

/// Returns one page of deployments, each with a checkbox.
pub(super) fn table(state: State) -> AnyView {
    let rows = move || {
        state
            .listed
            .with(|listed| listed.as_ref().map(|listed| listed.deployments.clone()))
            .unwrap_or_default()
    };
    let on_page = move || rows().iter().map(|row| row.id).collect::<Vec<_>>();
    let chosen = memo(move || {
        let here = on_page();
        let selected = state.selection.with(|selection| here.iter().filter(|id| selection.has(**id)).count());
        (selected, here.len())
    });
    let choose_all = move |on: bool| {
        let here = untrack(on_page);
        state.selection.update(|selection| here.iter().for_each(|id| selection.set(*id, on)));
    };
    let selection = PageSelection {
        all: Signal::derive(move || matches!(chosen.get(), (some, all) if all > 0 && some == all)),
        some: Signal::derive(move || matches!(chosen.get(), (some, all) if some > 0 && some < all)),
        choose: Callback::new(choose_all),
    };
    let rows = move |shown: Shown| kept_rows(rows, move |deployment| row(shown, state, deployment));
    arranged(list(), Some(state.order()), state.busy.into(), Some(selection), rows)
}

fn row(shown: Shown, state: State, deployment: Deployment) -> AnyView {
    let id = deployment.id;
    let selected = Signal::derive(move || state.selection.with(|selection| selection.has(id)));
    let choose = Callback::new(move |on: bool| state.selection.update(|selection| selection.set(id, on)));
    let chosen = choose_cell(format!("Select {}", deployment.deployment_id), selected, choose);
    let class = move || if selected.get() { "selected" } else { "" };
    list_row(shown, class, Some(chosen), move |id| match id {
        "id" => deployment.deployment_id.clone().into_any(),
        "host" => deployment.host_name.clone().into_any(),
        "platform" => deployment.platform.clone().into_any(),
        "version" => deployment.product_version.clone().into_any(),
        "mode" => deployment.mode.label().into_any(),
        "units" => deployment.quantity.into_any(),
        "group" => deployment.group.clone().into_any(),
        "activated" => view! { <Instant at=deployment.activated_at /> }.into_any(),
        _ => view! { <Instant at=deployment.last_seen_at /> }.into_any(),
    })
}
