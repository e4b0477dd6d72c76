//! The page `/customers`: select organisations, generate the report, read it.

use std::time::Duration;

use leptos::prelude::*;
use model::query::organizations_from_address;

use super::details::Details;
use super::overview::Overview;
use super::select::SelectOrganizations;
use crate::address::{Address, use_address, use_own, with_whole_address};
use crate::list::{List, Phase, Problems, Scope, provide_dialogs};
use crate::ui::{
    Button, EmptyState, InlineError, Instant, Notice, NoticeKind, PageHeading, Skeleton, dom, effect, live,
    use_toasts,
};

/// How often an open report asks whether it is stale.
const LOOK_FOR_CHANGES: Duration = Duration::from_mins(1);

/// Customers of a partner and the report on their licenses.
#[component]
pub fn CustomersPage() -> impl IntoView {
    with_whole_address("Customer Organizations", || view! { <Customers /> }.into_any())
}

#[component]
fn Customers() -> impl IntoView {
    dom::set_title("Customer Organizations");
    let address = use_address(&["orgs"]);
    let asked = use_own("orgs");
    let dialogs = provide_dialogs(address);
    let again = RwSignal::new(0);
    view! {
        <PageHeading
            title="Customer Organizations"
            text="Licenses of the customers that are assigned to your organization."
        />
        <SelectOrganizations address=address asked=asked again=again />
        {move || asked.get().map(|asked| match organizations_from_address(&asked) {
            Some(organizations) => {
                let list = List::open(Scope::Customers(organizations), address.query);
                view! { <Report list=list address=address again=again /> }.into_any()
            }
            None => view! {
                <InlineError message="The address names no organizations that can be read: “orgs” takes numbers and ranges, such as 3-8,11. Select organizations above." />
            }.into_any(),
        })}
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
            toasts.say("Report generated anew");
        }
    });
    let timer = set_interval_with_handle(move || list.look_for_changes(), LOOK_FOR_CHANGES);
    let focus = window_event_listener(leptos::ev::focus, move |_| list.look_for_changes());
    on_cleanup(move || {
        if let Ok(timer) = timer {
            timer.clear();
        }
        focus.remove();
    });
    live(move || match list.shape().get().phase {
        Phase::Opening => view! { <Skeleton lines=8 label="Generating the report" /> }.into_any(),
        Phase::Failed(error) => view! {
            <InlineError message=error.to_string()>
                <Button on_click=move |()| list.reopen()>"Try again"</Button>
            </InlineError>
        }
        .into_any(),
        Phase::Ready => ready(list, address),
    })
}

fn ready(list: List, address: Address) -> AnyView {
    let names = list.names();
    let shape = list.shape().get_untracked();
    let reached = shape.organizations;
    let asked = list.scope().with_value(|scope| match scope {
        Scope::Customers(organizations) => organizations.len(),
        Scope::MyOrganization(_) => 0,
    });
    if reached == 0 {
        return view! {
            <EmptyState
                title="None of these organizations is assigned to you"
                text="The address names only organizations that are not there or not yours. Select others above."
            />
        }
        .into_any();
    }
    let left_out = match asked.saturating_sub(reached) {
        0 => None,
        1 => Some("1 of its organizations is not assigned to you and was left out.".to_owned()),
        gone => Some(format!("{gone} of its organizations are not assigned to you and were left out.")),
    };
    view! {
        <p class="lead-text">
            "Report generated at " {move || view! { <Instant at=names.with(|names| names.generated_at) /> }} ". "
            {left_out}
            <span role="status">{move || list.renewing().get().then_some(" Generating it anew…")}</span>
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
