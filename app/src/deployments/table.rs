//! The table of deployments.

use leptos::prelude::*;

use super::state::State;
use super::{Deployment, SortBy};
use crate::ui::{Checkbox, Glyph, Icon, Instant, memo};

const COLUMNS: [(SortBy, &str); 9] = [
    (SortBy::DeploymentId, "Deployment ID"),
    (SortBy::HostName, "Host Name"),
    (SortBy::Platform, "Platform"),
    (SortBy::ProductVersion, "Product Version"),
    (SortBy::Mode, "Mode"),
    (SortBy::Quantity, "Units"),
    (SortBy::Group, "Group"),
    (SortBy::Activated, "Activated"),
    (SortBy::LastSeen, "Last Seen"),
];

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
        let here = on_page();
        state.selection.update(|selection| here.iter().for_each(|id| selection.set(*id, on)));
    };
    let all = Signal::derive(move || matches!(chosen.get(), (some, all) if all > 0 && some == all));
    let some = Signal::derive(move || matches!(chosen.get(), (some, all) if some > 0 && some < all));
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label="Active deployments" aria-busy=move || state.busy.get().to_string()>
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col" class="choose">
                            <Checkbox label="Select all on this page" checked=all mixed=some on_change=choose_all />
                        </th>
                        {COLUMNS.into_iter().map(|(by, name)| heading(state, by, name)).collect::<Vec<_>>()}
                    </tr>
                </thead>
                <tbody>
                    // A row that has not changed keeps its elements and so the focus.
                    <For each=rows key=Clone::clone children=move |deployment| row(state, deployment) />
                </tbody>
            </table>
        </div>
    }
}

fn heading(state: State, by: SortBy, name: &'static str) -> AnyView {
    let order = memo(move || state.asked.with(|asked| (asked.sort == by).then_some(asked.descending)));
    let sorted = move || match order.get() {
        Some(false) => Some("ascending"),
        Some(true) => Some("descending"),
        None => None,
    };
    view! {
        <th scope="col" aria-sort=move || sorted()>
            <button type="button" class="vt-sort" on:click=move |_| state.sort(by)>
                {name}
                {move || order.get().map(|down| {
                    view! { <Icon glyph=if down { Glyph::ChevronDown } else { Glyph::ChevronUp } /> }
                })}
            </button>
        </th>
    }
    .into_any()
}

fn row(state: State, deployment: Deployment) -> AnyView {
    let id = deployment.id;
    let selected = Signal::derive(move || state.selection.with(|selection| selection.has(id)));
    let label = format!("Select {}", deployment.deployment_id);
    view! {
        <tr class:selected=move || selected.get()>
            <td class="choose">
                <Checkbox
                    label=label
                    checked=selected
                    on_change=move |on| state.selection.update(|selection| selection.set(id, on))
                />
            </td>
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
