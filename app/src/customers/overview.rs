//! The numbers and pies. Each leads to exactly as many rows as it says (R7), and all count the same licenses (R10).

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::{Query, Status};

use super::details::{focus_details, scroll_to_details};
use crate::address::Address;
use crate::list::{Facet, HistorySwitch, List};
use crate::ui::{PieChart, Slice, Stat, memo};

/// The statuses other than Active, Expiring and Expired, in the order of codes.
const OTHERS: [Status; 5] =
    [Status::Depleted, Status::Overused, Status::NotRegistered, Status::NotStarted, Status::Suspended];

/// The overview of a report.
#[component]
pub fn Overview(list: List, address: Address) -> impl IntoView {
    let has_resellers = list.shape().with_untracked(|shape| shape.has_resellers);
    let mut pies = vec![Facet::Status, Facet::Product, Facet::Type];
    if has_resellers {
        pies.push(Facet::Reseller);
    }
    let with_expired = memo(move || address.query.with(Query::includes_expired));
    let base = move || {
        let with = if with_expired.get() { "with" } else { "without" };
        [
            "All numbers and charts count the licenses that match the filters, ",
            with,
            " expired ones. The numbers by status, and each chart, still include the licenses that their own filter leaves out.",
        ]
        .concat()
    };
    // On a number or a slice's button, Enter filters and moves on to the details; Space does not move the focus, for the next
    // press.
    let go_on = |event: KeyboardEvent| {
        if event.key() == "Enter" {
            focus_details();
        }
    };
    let deployed = Signal::derive(move || list.facets().with(|facets| facets.shown.deployed));
    let purchased = Signal::derive(move || Some(list.facets().with(|facets| facets.shown.purchased)));
    let apart = move || (!with_expired.get()).then(|| "not counted in Licenses".to_owned());
    view! {
        <section class="section overview" aria-label="Overview">
            <div class="section-head">
                <h2>"Overview"</h2>
                <div class="toolbar-end">
                    <HistorySwitch address=address />
                </div>
            </div>
            <p class="lead-text">{move || base()}</p>
            <div class="stats" on:keydown=go_on>
                {organizations(list)}
                {all(list, address)}
                {number(list, address, "Active", &[Status::Active], MaybeProp::default())}
                {number(list, address, "Expiring", &[Status::Expiring], MaybeProp::default())}
                {number(list, address, "Expired", &[Status::Expired], MaybeProp::derive(apart))}
                {number(list, address, "Other statuses", &OTHERS, MaybeProp::default())}
                <Stat label="Deployed / Purchased" value=deployed total=purchased hint="units of the licenses below" />
            </div>
            <div class="pies" on:keydown=go_on>
                {pies.into_iter().map(|facet| pie(list, address, facet)).collect::<Vec<_>>()}
            </div>
        </section>
    }
}

/// Shows how many organizations the report has, and how many of them have a license below.
fn organizations(list: List) -> AnyView {
    let all = memo(move || list.names().with(|names| names.organizations.len() as u64));
    let below = memo(move || {
        let chosen = list.query().with(|query| query.organizations.clone());
        let is_shown = |id| chosen.is_empty() || chosen.binary_search(&id).is_ok();
        list.names().with(|names| {
            list.facets().with(|facets| {
                let counted = names.organizations.iter().zip(&facets.organizations);
                counted.filter(|(entry, count)| **count > 0 && is_shown(entry.id)).count() as u64
            })
        })
    });
    let hint = move || {
        (below.get() != all.get()).then(|| [&below.get().to_string(), " with licenses below"].concat())
    };
    view! { <Stat label="Organizations" value=all hint=MaybeProp::derive(hint) /> }.into_any()
}

/// The licenses of all statuses; a click clears the status filter.
fn all(list: List, address: Address) -> AnyView {
    let value = Signal::derive(move || list.facets().with(|facets| facets.licenses));
    let pressed = memo(move || address.query.with(|query| query.statuses.is_empty()));
    let click = move |()| {
        address.change(false, |query| {
            query.history = query.includes_expired();
            query.statuses.clear();
        });
        scroll_to_details();
    };
    view! { <Stat label="Licenses" value=value pressed=pressed on_click=click /> }.into_any()
}

fn number(
    list: List,
    address: Address,
    label: &'static str,
    statuses: &'static [Status],
    hint: MaybeProp<String>,
) -> AnyView {
    let value = Signal::derive(move || {
        list.facets().with(|facets| {
            statuses.iter().filter_map(|status| facets.statuses.get(*status as usize)).sum::<u64>()
        })
    });
    let pressed = memo(move || address.query.with(|query| query.statuses == statuses));
    let click = move |()| {
        address.change(false, |query: &mut Query| {
            query.statuses = if query.statuses == statuses { Vec::new() } else { statuses.to_vec() };
        });
        scroll_to_details();
    };
    view! { <Stat label=label value=value pressed=pressed on_click=click hint=hint /> }.into_any()
}

fn pie(list: List, address: Address, facet: Facet) -> AnyView {
    let title = match facet {
        Facet::Product => "By product",
        Facet::Type => "By type",
        Facet::Reseller => "By reseller",
        _ => "By status",
    };
    let slices = memo(move || {
        let query = address.query.get();
        let is_counted =
            |id: u32| facet != Facet::Status || id != Status::Expired as u32 || query.includes_expired();
        let chosen = list.names().with(|names| facet.chosen(names, &query));
        let counted = facet.values(list).into_iter().filter(|(id, ..)| is_counted(*id));
        let slice = |(id, name, count)| Slice { id, name, count, selected: chosen.contains(&id) };
        counted.map(slice).collect::<Vec<_>>()
    });
    // A license sold by several resellers is in the slice of each.
    let resold = move || list.facets().with(|facets| facets.resold);
    let whole = if facet == Facet::Reseller {
        MaybeProp::derive(move || Some(resold()))
    } else {
        MaybeProp::default()
    };
    let click = move |id: u32| {
        let names = list.names().get_untracked();
        address.change(false, |query| facet.toggle(&names, query, id));
        scroll_to_details();
    };
    view! { <PieChart title=title slices=slices whole=whole on_toggle=click /> }.into_any()
}
