//! Search, filters and history switch above the tables, and the line about hidden licenses.

use leptos::prelude::*;
use model::Query;
use model::address::{Pairs, with_query};
use model::query::organizations_to_address;

use super::chips::Chips;
use super::{Facet, List, Scope};
use crate::address::Address;
use crate::location::use_location;
use crate::tables::Presets;
use crate::ui::{
    Button, Choice, FilterMenu, Look, SearchInput, Switch, copy_text, effect, live, memo, use_toasts,
};

/// The toolbar of a list. In a report, the history switch is beside the overview.
#[component]
pub fn Filters(
    /// The list.
    list: List,
    /// Holds search, filters and order.
    address: Address,
) -> impl IntoView {
    let is_report = list.scope().with_value(|scope| matches!(scope, Scope::Customers(_)));
    let search = memo(move || address.query.with(|query| query.search.clone()));
    let toasts = use_toasts();
    let copy = move |()| {
        // Never fails in the page's own document.
        let link = window().location().href().unwrap_or_default();
        copy_text(&link, "Link copied", toasts);
    };
    view! {
        <div class="toolbar" role="search" aria-label="Licenses">
            <SearchInput
                label="Search by license key or product name"
                value=search
                on_input=move |text: String| address.change(true, move |query| query.search = text)
            />
            {menu(list, address, Facet::Product)}
            {menu(list, address, Facet::Status)}
            {menu(list, address, Facet::Warning)}
            {menu(list, address, Facet::Type)}
            {is_report.then(|| menu(list, address, Facet::Organization))}
            {(!is_report).then(|| view! { <HistorySwitch address=address /> }.into_any())}
            <div class="toolbar-end">
                <Presets
                    query=Signal::derive(move || address.query.with(Query::to_query_string))
                    show=move |query: String| address.show(&query, false)
                />
                <Button on_click=copy>"Copy link"</Button>
                <Exports list=list />
            </div>
        </div>
        <Chips list=list address=address />
    }
}

/// Counts and shows expired licenses, too (R10).
#[component]
pub fn HistorySwitch(
    /// The address.
    address: Address,
) -> impl IntoView {
    let on = memo(move || address.query.with(Query::includes_expired));
    view! {
        <Switch
            label="See full License History"
            on=on
            on_change=move |on| address.change(false, move |query| query.set_history(on))
        />
    }
}

fn menu(list: List, address: Address, facet: Facet) -> AnyView {
    let options = memo(move || {
        let choice = |(id, label, count)| Choice { id, label, count: Some(count) };
        facet.values(list).into_iter().map(choice).collect::<Vec<_>>()
    });
    let chosen =
        memo(move || list.names().with(|names| address.query.with(|query| facet.chosen(names, query))));
    let choose = move |chosen: Vec<u32>| {
        let names = list.names().get_untracked();
        address.change(false, |query| {
            facet.clear(query);
            for at in chosen {
                facet.toggle(&names, query, at);
            }
        });
    };
    view! { <FilterMenu label=facet.label() options=options chosen=chosen on_change=choose /> }.into_any()
}

/// Says how many expired licenses are hidden; a click shows them (R10).
#[component]
pub fn HiddenExpired(
    /// The list.
    list: List,
    /// The address.
    address: Address,
) -> impl IntoView {
    let hidden = memo(move || list.facets().with(|facets| facets.hidden));
    live(move || {
        let hidden = hidden.get();
        let sentence = match hidden {
            0 => return ().into_any(),
            1 => "1 expired license is hidden.".to_owned(),
            many => format!("{many} expired licenses are hidden."),
        };
        view! {
            <p class="lead-text">
                {sentence} " "
                <Button look=Look::Link on_click=move |()| address.change(false, |query| query.history = true)>
                    "Show"
                </Button>
            </p>
        }
        .into_any()
    })
}

/// Links to download all filtered rows (R11).
#[component]
fn Exports(
    /// The list.
    list: List,
) -> impl IntoView {
    let links = use_location().links;
    let address = move |format: &str| {
        let mut pairs = Pairs::default();
        let page = list.scope().with_value(|scope| match scope {
            Scope::MyOrganization(one) => {
                pairs.add_list("in", *one);
                "licenses"
            }
            Scope::Customers(ids) => {
                pairs.add_list("orgs", [organizations_to_address(ids)]);
                "customers"
            }
        });
        pairs.add_query(&list.query().with(Query::to_query_string));
        with_query(&format!("/export/{page}.{format}"), &pairs.into_query())
    };
    list.follow_printing();
    // Usually the page's own link; without unknown organizations it may be another.
    effect(move || links.save(&address("csv")));
    view! {
        <Button busy=list.printing() on_click=move |()| list.print()>"Print"</Button>
        <a class="button" href=move || links.short(&address("xlsx")) download="" rel="external">"Export XLSX"</a>
        <a class="button" href=move || links.short(&address("csv")) download="" rel="external">"Export CSV"</a>
    }
}
