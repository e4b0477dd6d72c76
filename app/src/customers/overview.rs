//! The numbers and the pies: each leads to exactly as many rows as it says (R7).

use leptos::prelude::*;
use model::{Query, Status};

use super::details::scroll_to_details;
use super::slices::By;
use crate::address::Address;
use crate::list::List;
use crate::ui::{PieChart, Stat, memo};

/// The overview of a report.
#[component]
pub fn Overview(list: List, address: Address) -> impl IntoView {
    let has_resellers = list.names().with_untracked(|names| !names.resellers.is_empty());
    let mut pies = vec![By::Status, By::Product, By::Type];
    if has_resellers {
        pies.push(By::Reseller);
    }
    let organizations = Signal::derive(move || list.names().with(|names| names.organizations.len() as u64));
    let all = Signal::derive(move || list.facets().with(|facets| facets.all_statuses));
    let all_shown = memo(move || address.query.with(|query| query.statuses.is_empty() && query.history));
    let show_all = move |()| {
        address.change(false, |query| {
            // All statuses means the expired ones too; a second click takes it back.
            query.history = !(query.statuses.is_empty() && query.history);
            query.statuses.clear();
        });
        scroll_to_details();
    };
    let deployed = Signal::derive(move || list.facets().with(|facets| facets.shown.deployed));
    let purchased = Signal::derive(move || Some(list.facets().with(|facets| facets.shown.purchased)));
    view! {
        <section class="section overview" aria-label="Overview">
            <h2>"Overview"</h2>
            <div class="stats">
                <Stat label="Organizations" value=organizations />
                <Stat label="Licenses" value=all pressed=all_shown on_click=show_all />
                {[Status::Active, Status::Expiring, Status::Expired].map(|status| number(list, address, status)).collect_view()}
                <Stat label="Deployed / Purchased" value=deployed total=purchased hint="units of the licenses below" />
            </div>
            <div class="pies">{pies.into_iter().map(|by| pie(list, address, by)).collect_view()}</div>
        </section>
    }
}

fn number(list: List, address: Address, status: Status) -> impl IntoView {
    let value = Signal::derive(move || {
        list.facets().with(|facets| facets.statuses.get(status as usize).copied().unwrap_or(0))
    });
    let pressed = memo(move || address.query.with(|query| query.statuses == [status]));
    let click = move |()| {
        address.change(false, |query: &mut Query| {
            query.statuses = if query.statuses == [status] { Vec::new() } else { vec![status] };
        });
        scroll_to_details();
    };
    view! { <Stat label=status.label() value=value pressed=pressed on_click=click /> }
}

fn pie(list: List, address: Address, by: By) -> impl IntoView {
    let slices = memo(move || {
        list.names().with(|names| {
            list.facets().with(|facets| address.query.with(|query| by.slices(names, facets, query)))
        })
    });
    let click = move |id: u32| {
        let names = list.names().get_untracked();
        address.change(false, |query| by.toggle(&names, query, id));
        scroll_to_details();
    };
    view! { <PieChart title=by.title() slices=slices on_toggle=click /> }
}
