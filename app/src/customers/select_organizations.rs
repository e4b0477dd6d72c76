//! Select Organizations: search, all or none, grouped by reseller for a distributor.

use std::collections::HashSet;

use leptos::prelude::*;
use model::query::{organizations_from_address, organizations_to_address};
use model::report::Customer;
use model::{OrganizationId, Query};

use super::customer_groups::Groups;
use super::organization_list::Picker;
use crate::address::Address;
use crate::list::customers;
use crate::loading::Loading;
use crate::ui::{Button, EmptyState, InlineError, Look, SearchInput, effect, memo};

/// Chooses the organizations of the report. Generate Report puts the choice into the address.
#[component]
pub fn SelectOrganizations(
    address: Address,
    asked: Memo<Option<String>>,
    /// Counts how often the open report was requested again.
    again: RwSignal<u32>,
) -> impl IntoView {
    let shown = move |found: Vec<Customer>| {
        if found.is_empty() {
            let title = "No customers are assigned to your organization";
            return view! { <EmptyState title=title text="Your vendor assigns them." /> }.into_any();
        }
        view! { <Panel found=found address=address asked=asked again=again /> }.into_any()
    };
    view! {
        <section class="section select-panel" aria-label="Select Organizations">
            {Loading::new(customers).view(4, "Loading organizations", shown)}
        </section>
    }
}

#[component]
fn Panel(
    found: Vec<Customer>,
    address: Address,
    asked: Memo<Option<String>>,
    again: RwSignal<u32>,
) -> impl IntoView {
    let groups = Groups::new(found);
    let all: HashSet<OrganizationId> = groups.all().collect();
    let total = all.len();
    let (all, groups) = (StoredValue::new(all), StoredValue::new(groups));
    let chosen = RwSignal::new(HashSet::new());
    // The address chooses, too: by a bookmark, or by going back. With a report open, the panel makes room for it.
    let open = RwSignal::new(asked.with_untracked(Option::is_none));
    // Why there is no report at the address. Missing organizations and other people's get the same response (R3).
    let problem = memo(move || {
        let asked = asked.get()?;
        let ids = organizations_from_address(&asked).filter(|ids| !ids.is_empty());
        let Some(ids) = ids else {
            return Some(
                "The organizations in the address can't be read: “orgs” takes numbers and ranges, such as 3-8,11. Select \
                 organizations below.",
            );
        };
        let is_known = all.with_value(|all| ids.iter().any(|id| all.contains(id)));
        (!is_known).then_some(
            "The organizations in the address don't exist or are not assigned to you. Select others below.",
        )
    });
    // The organizations of an address that are still one's own, however it lists them.
    let known = move |asked: &str| -> HashSet<OrganizationId> {
        let ids = organizations_from_address(asked).unwrap_or_default();
        ids.into_iter().filter(|id| all.with_value(|all| all.contains(id))).collect()
    };
    effect(move || {
        let Some(asked) = asked.get() else { return };
        let known = known(&asked);
        if known.is_empty() {
            open.set(true);
        }
        chosen.set(known);
    });
    let search = RwSignal::new(String::new());
    let restart = RwSignal::new(0_u64);
    let lines = memo(move || groups.with_value(|groups| search.with(|search| groups.lines(search))));
    let none_chosen = RwSignal::new(false);
    let generate = move |()| {
        let ids: Vec<_> = chosen.with_untracked(|chosen| chosen.iter().copied().collect());
        none_chosen.set(ids.is_empty());
        if !ids.is_empty() {
            open.set(false);
            // A new report begins unfiltered; generating the same one again keeps its filters.
            let open_ones = asked.with_untracked(|asked| asked.as_deref().map(known));
            if open_ones.is_some_and(|open_ones| chosen.with_untracked(|chosen| *chosen == open_ones)) {
                again.update(|again| *again += 1);
            } else {
                address.set(&[("orgs", organizations_to_address(&ids))], &Query::default(), false);
            }
        }
    };
    // All means everything that the search shows.
    let select_shown = move |()| {
        none_chosen.set(false);
        let ids: Vec<_> = groups.with_value(|groups| {
            lines.with_untracked(|lines| lines.iter().filter_map(|line| groups.id(*line)).collect())
        });
        chosen.update(|chosen| chosen.extend(ids));
    };
    let is_searched = memo(move || search.with(|search| !search.trim().is_empty()));
    let count = move || format!("{} of {total} selected", chosen.with(HashSet::len));
    view! {
        <div class="section-head">
            <h2>"Select Organizations"</h2>
            <span class="muted" role="status">{move || count()}</span>
            <div class="toolbar-end">
                {move || (!open.get()).then(|| view! {
                    <Button on_click=move |()| open.set(true)>"Change selection"</Button>
                })}
                <Button look=Look::Primary on_click=generate>"Generate Report"</Button>
            </div>
        </div>
        {move || none_chosen.get().then(|| view! {
            <InlineError message="Select at least one organization for the report." />
        })}
        {move || problem.get().map(|problem| view! {
            <InlineError message=problem>
                <a class="button" href="/customers">"Start over"</a>
            </InlineError>
        }.into_any())}
        {move || open.get().then(|| view! {
            <div class="toolbar">
                <SearchInput
                    label="Search organizations"
                    value=search
                    on_input=move |text| {
                        search.set(text);
                        restart.update(|restart| *restart += 1);
                    }
                />
                <Button on_click=select_shown>
                    {move || if is_searched.get() { "Select all results" } else { "Select all" }}
                </Button>
                <Button on_click=move |()| chosen.set(HashSet::new())>"Select none"</Button>
            </div>
            <Picker groups=groups lines=lines chosen=chosen restart=restart />
        }.into_any())}
    }
}
