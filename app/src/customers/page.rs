//! The page `/customers`: select organizations, generate the report, read it.

use std::collections::HashSet;
use std::time::Duration;

use leptos::prelude::*;
use model::OrganizationId;
use model::columns::COLUMNS;
use model::details::PARAMETER;
use model::query::{organizations_from_address, organizations_to_address};
use model::report::Dictionaries;
use model::table::Table;

use super::details::Details;
use super::overview::Overview;
use super::select_organizations::SelectOrganizations;
use crate::address::{Address, use_address, use_own, with_whole_address};
use crate::list::{List, Phase, Problems, Scope, provide_dialogs, side_panel};
use crate::loading::failed;
use crate::tables::provide_tables;
use crate::ui::{
    Button, EmptyState, InlineError, Instant, Look, Notice, NoticeKind, PageHeading, Skeleton, dom, effect,
    every, live, use_toasts,
};

/// How often an open report checks whether it is stale.
const LOOK_FOR_CHANGES: Duration = Duration::from_mins(1);

/// A partner's customers, and the report on their licenses.
#[component]
pub fn CustomersPage() -> impl IntoView {
    with_whole_address("Customer Organizations", || view! { <Customers /> }.into_any())
}

#[component]
fn Customers() -> impl IntoView {
    dom::set_title("Customer Organizations");
    let address = use_address(&["orgs", PARAMETER]);
    let asked = use_own("orgs");
    let dialogs = provide_dialogs(address);
    provide_tables(&COLUMNS, Table::CustomersCloud, &[Table::CustomersOnPremises]);
    let again = RwSignal::new(0);
    view! {
        <PageHeading
            title="Customer Organizations"
            text="Licenses of the customers that are assigned to your organization."
        />
        <SelectOrganizations address=address asked=asked again=again />
        {move || {
            // Without one in the address, the panel above says what is wrong.
            let asked = organizations_from_address(&asked.get()?).filter(|asked| !asked.is_empty());
            asked.map(|organizations| {
                let list = List::open(Scope::Customers(organizations), address.query);
                view! {
                    <Report list=list address=address again=again />
                    {side_panel(list)}
                }
                .into_any()
            })
        }}
        {dialogs}
    }
}

#[component]
fn Report(list: List, address: Address, again: RwSignal<u32>) -> impl IntoView {
    let toasts = use_toasts();
    let before = again.get_untracked();
    effect(move || {
        if again.get() != before {
            list.reopen();
        }
    });
    let last = StoredValue::new(0);
    effect(move || {
        let now = list.names().with(|names| names.generated_at);
        let before = last.get_value();
        last.set_value(now);
        if before != 0 && now != before {
            toasts.say("Report generated again");
        }
    });
    every(LOOK_FOR_CHANGES, move || list.look_for_changes());
    let focus = window_event_listener(leptos::ev::focus, move |_| list.look_for_changes());
    on_cleanup(move || focus.remove());
    let reopen = Callback::new(move |()| list.reopen());
    live(move || match list.shape().get().phase {
        Phase::Opening => view! { <Skeleton lines=8 label="Generating the report" /> }.into_any(),
        Phase::Failed(error) => failed(&error, Some(reopen)),
        Phase::Ready => ready(list, address),
    })
}

/// Returns the organizations of the report.
fn organizations(names: &Dictionaries) -> Vec<OrganizationId> {
    names.organizations.iter().map(|entry| entry.id).collect()
}

/// Says how many organizations in the address are missing from the report, if any.
fn left_out(list: List) -> Option<String> {
    let asked = list.scope().with_value(|scope| match scope {
        Scope::Customers(asked) => asked.iter().collect::<HashSet<_>>().len(),
        Scope::MyOrganization(_) => 0,
    });
    match asked.saturating_sub(list.names().with_untracked(|names| names.organizations.len())) {
        0 => None,
        1 => Some("1 of its organizations is not assigned to you and was left out.".to_owned()),
        gone => Some(format!("{gone} of its organizations are not assigned to you and were left out.")),
    }
}

fn ready(list: List, address: Address) -> AnyView {
    let names = list.names();
    let shape = list.shape().get_untracked();
    if shape.organizations == 0 {
        // The panel above says why.
        return ().into_any();
    }
    let take_out = move |()| {
        let reached = names.with_untracked(|names| organizations(names));
        let own = [("orgs", organizations_to_address(&reached))];
        address.set(&own, &address.query.get_untracked(), true);
    };
    let left_out = left_out(list).map(|left_out| {
        view! {
            {left_out}
            " "
            <Button look=Look::Link on_click=take_out>"Remove them from the address"</Button>
        }
        .into_any()
    });
    view! {
        <p class="lead-text">
            "Report generated at " {move || view! { <Instant at=names.with(|names| names.generated_at) /> }} ". "
            {left_out}
            <span role="status">{move || list.renewing().get().then_some(" Generating it again…")}</span>
        </p>
        {move || list.stale().get().then(|| view! {
            <Notice kind=NoticeKind::Warning>
                "Licenses of this report have changed since it was generated. "
                <Button on_click=move |()| list.reopen()>"Generate again"</Button>
            </Notice>
        })}
        <Problems list=list address=address />
        {move || list.trouble().get().map(|error| view! { <InlineError message=error.to_string() /> })}
        {if shape.is_empty() {
            view! {
                <EmptyState
                    title="These organizations have no licenses yet"
                    text="Select other organizations, or come back once licenses have been issued to them."
                />
            }.into_any()
        } else {
            view! {
                <Overview list=list address=address />
                <Details list=list address=address />
            }.into_any()
        }}
    }
    .into_any()
}
