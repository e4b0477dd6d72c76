//! The table of deployments.

use leptos::prelude::*;
use model::deployment::{Deployment, Wanted};

use super::state::State;
use crate::ui::{Instant, ListColumn, ListTable, PageSelection, choose_cell, kept_rows, memo};

/// The columns, by their words in the address (`SortBy`).
fn columns() -> Vec<ListColumn> {
    vec![
        ListColumn::sorted("id", "Deployment ID"),
        ListColumn::sorted("host", "Host Name"),
        ListColumn::sorted("platform", "Platform"),
        ListColumn::sorted("version", "Product Version"),
        ListColumn::sorted("mode", "Mode"),
        ListColumn::sorted("units", "Units").numeric(),
        ListColumn::sorted("group", "Group"),
        ListColumn::sorted("activated", "Activated"),
        ListColumn::sorted("seen", "Last Seen"),
    ]
}

/// One page of deployments, each with a checkbox.
#[component]
pub(super) fn DeploymentTable(state: State) -> impl IntoView {
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
    let sort = memo(move || state.wanted.with(|wanted: &Wanted| wanted.sort.shown()));
    view! {
        <ListTable
            label="Active deployments"
            columns=Signal::stored(columns())
            sort=sort
            on_sort=move |by: &'static str| state.sort(by)
            busy=state.busy
            selection=selection
            rows=kept_rows(rows, move |deployment| row(state, deployment))
        />
    }
}

fn row(state: State, deployment: Deployment) -> AnyView {
    let id = deployment.id;
    let selected = Signal::derive(move || state.selection.with(|selection| selection.has(id)));
    let choose = Callback::new(move |on: bool| state.selection.update(|selection| selection.set(id, on)));
    let label = format!("Select {}", deployment.deployment_id);
    view! {
        <tr class:selected=move || selected.get()>
            {choose_cell(label, selected, choose)}
            <th scope="row">{deployment.deployment_id}</th>
            <td>{deployment.host_name}</td>
            <td>{deployment.platform}</td>
            <td>{deployment.product_version}</td>
            <td>{deployment.mode.label()}</td>
            <td class="numeric">{deployment.quantity}</td>
            <td>{deployment.group}</td>
            <td><Instant at=deployment.activated_at /></td>
            <td><Instant at=deployment.last_seen_at /></td>
        </tr>
    }
    .into_any()
}
