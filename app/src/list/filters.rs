//! Search, filters and the history switch above the tables, and the line that says what is hidden.

use leptos::prelude::*;
use model::query::{organizations_to_address, toggle};
use model::report::{Dictionaries, Facets};
use model::{LicenseType, Query, Status};

use super::{List, Scope};
use crate::address::Address;
use crate::ui::{Button, Choice, FilterMenu, Look, SearchInput, Switch, live, memo};

/// The toolbar of a list.
#[component]
pub fn Filters(
    /// The list.
    list: List,
    /// The address, where all of it lives.
    address: Address,
) -> impl IntoView {
    let is_report = list.scope().with_value(|scope| matches!(scope, Scope::Customers(_)));
    let search = memo(move || address.query.with(|query| query.search.clone()));
    let history = memo(move || address.query.with(|query| query.history));
    let narrowed = memo(move || address.query.with(Query::is_narrowed));
    view! {
        <div class="toolbar" role="search" aria-label="Licenses">
            <SearchInput
                label="Search by license key or product name"
                value=search
                on_input=move |text: String| address.change(true, move |query| query.search = text)
            />
            {menu(list, address, &PRODUCT)}
            {menu(list, address, &STATUS)}
            {menu(list, address, &TYPE)}
            {is_report.then(|| menu(list, address, &ORGANIZATION))}
            <Switch
                label="See full License History"
                on=history
                on_change=move |on| address.change(false, move |query| query.history = on)
            />
            {move || narrowed.get().then(|| view! {
                <Button
                    look=Look::Link
                    on_click=move |()| address.change(false, |query| {
                        *query = Query { history: query.history, sort: query.sort, ..Query::default() };
                    })
                >
                    "Clear filters"
                </Button>
            })}
            <div class="toolbar-end">
                <Exports list=list />
            </div>
        </div>
    }
}

/// A facet as a menu: options are known by their position, the address knows their words or numbers.
struct Facet {
    label: &'static str,
    options: fn(&Dictionaries, &Facets) -> Vec<Choice>,
    chosen: fn(&Dictionaries, &Query) -> Vec<u32>,
    choose: fn(&Dictionaries, &mut Query, &[u32]),
}

fn choices(labels: impl Iterator<Item = String>, counts: &[u64]) -> Vec<Choice> {
    let choice = |(id, (label, count)): (u32, (String, &u64))| Choice { id, label, count: Some(*count) };
    (0..).zip(labels.zip(counts)).map(choice).collect()
}

fn positions<T: PartialEq>(all: impl Iterator<Item = T>, chosen: &[T]) -> Vec<u32> {
    (0..).zip(all).filter(|(_, value)| chosen.contains(value)).map(|(position, _)| position).collect()
}

fn values<T: Ord>(all: impl Iterator<Item = T>, positions: &[u32]) -> Vec<T> {
    let mut values = Vec::new();
    for (_, value) in (0..).zip(all).filter(|(at, _)| positions.contains(at)) {
        toggle(&mut values, value);
    }
    values
}

const STATUS: Facet = Facet {
    label: "Status",
    options: |_, facets| {
        choices(Status::ALL.into_iter().map(|status| status.label().to_owned()), &facets.statuses)
    },
    chosen: |_, query| positions(Status::ALL.into_iter(), &query.statuses),
    choose: |_, query, chosen| query.statuses = values(Status::ALL.into_iter(), chosen),
};

const TYPE: Facet = Facet {
    label: "Type",
    options: |_, facets| {
        choices(LicenseType::ALL.into_iter().map(|kind| kind.label().to_owned()), &facets.types)
    },
    chosen: |_, query| positions(LicenseType::ALL.into_iter(), &query.types),
    choose: |_, query, chosen| query.types = values(LicenseType::ALL.into_iter(), chosen),
};

const PRODUCT: Facet = Facet {
    label: "Product",
    options: |names, facets| {
        choices(names.products.iter().map(|product| product.name.clone()), &facets.products)
    },
    chosen: |names, query| positions(names.products.iter().map(|product| product.id), &query.products),
    choose: |names, query, chosen| {
        query.products = values(names.products.iter().map(|product| product.id), chosen);
    },
};

const ORGANIZATION: Facet = Facet {
    label: "Organization",
    options: |names, facets| {
        choices(names.organizations.iter().map(|entry| entry.name.clone()), &facets.organizations)
    },
    chosen: |names, query| positions(names.organizations.iter().map(|entry| entry.id), &query.organizations),
    choose: |names, query, chosen| {
        query.organizations = values(names.organizations.iter().map(|entry| entry.id), chosen);
    },
};

fn menu(list: List, address: Address, facet: &'static Facet) -> impl IntoView + use<> {
    let options =
        memo(move || list.names().with(|names| list.facets().with(|facets| (facet.options)(names, facets))));
    let chosen =
        memo(move || list.names().with(|names| address.query.with(|query| (facet.chosen)(names, query))));
    let choose = move |chosen: Vec<u32>| {
        let names = list.names().get_untracked();
        address.change(false, |query| (facet.choose)(&names, query, &chosen));
    };
    view! { <FilterMenu label=facet.label options=options chosen=chosen on_change=choose /> }
}

/// Says how many expired licenses are hidden, and shows them on a click (R10).
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

/// Links that download all filtered rows (R11).
#[component]
fn Exports(
    /// The list.
    list: List,
) -> impl IntoView {
    let address = move |format: &str| {
        let (page, own) = list.scope().with_value(|scope| match scope {
            Scope::MyOrganization(None) => ("licenses", String::new()),
            Scope::MyOrganization(Some(one)) => ("licenses", format!("in={one}")),
            Scope::Customers(ids) => ("customers", format!("orgs={}", organizations_to_address(ids))),
        });
        let query = list.query().with(Query::to_query_string);
        let pairs: Vec<_> = [own, query].into_iter().filter(|pair| !pair.is_empty()).collect();
        format!("/export/{page}.{format}?{}", pairs.join("&"))
    };
    view! {
        <Button busy=list.printing() on_click=move |()| list.print()>"Print"</Button>
        <a class="button" href=move || address("xlsx") download="" rel="external">"Export XLSX"</a>
        <a class="button" href=move || address("csv") download="" rel="external">"Export CSV"</a>
    }
}
