//! Select Organizations: searchable, all or none, grouped by reseller for a distributor.

use std::collections::BTreeSet;

use leptos::prelude::*;
use model::query::{organizations_from_address, organizations_to_address};
use model::{OrganizationId, Query};

use crate::address::Address;
use crate::list::{Customer, customers};
use crate::ui::{Button, Checkbox, EmptyState, InlineError, Look, SearchInput, Skeleton};

/// Customers of one reseller, or those who buy directly.
#[derive(Clone, PartialEq)]
struct Group {
    name: Option<String>,
    members: Vec<Customer>,
}

fn groups(customers: Vec<Customer>) -> Vec<Group> {
    let is_grouped = customers.iter().any(|customer| customer.reseller.is_some());
    let mut groups: Vec<Group> = Vec::new();
    for customer in customers {
        let direct = is_grouped.then(|| "Without reseller".to_owned());
        let name = customer.reseller.as_ref().map(|(_, name)| name.clone()).or(direct);
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.members.push(customer),
            None => groups.push(Group { name, members: vec![customer] }),
        }
    }
    groups.sort_by_key(|group| {
        (
            group.members.iter().all(|customer| customer.reseller.is_none()),
            group.name.as_ref().map(|name| name.to_lowercase()),
        )
    });
    groups
}

/// Chooses the organisations of the report. The choice becomes the address with Generate Report.
#[component]
pub fn SelectOrganizations(address: Address, asked: Memo<Option<String>>) -> impl IntoView {
    let answer = LocalResource::new(customers);
    view! {
        <section class="section select-panel" aria-label="Select Organizations">
            {move || match answer.get() {
                None => view! { <Skeleton lines=4 label="Loading organizations" /> }.into_any(),
                Some(Err(error)) => view! {
                    <InlineError message=error.to_string()>
                        <Button on_click=move |()| answer.refetch()>"Try again"</Button>
                    </InlineError>
                }.into_any(),
                Some(Ok(found)) if found.is_empty() => view! {
                    <EmptyState title="No customers are assigned to your organization" text="Your vendor assigns them." />
                }.into_any(),
                Some(Ok(found)) => view! { <Panel found=found address=address asked=asked /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Panel(found: Vec<Customer>, address: Address, asked: Memo<Option<String>>) -> impl IntoView {
    let all: BTreeSet<OrganizationId> = found.iter().map(|customer| customer.id).collect();
    let total = all.len();
    let all = StoredValue::new(all);
    let groups = StoredValue::new(groups(found));
    let chosen = RwSignal::new(BTreeSet::new());
    // The address, too, chooses: a bookmark, or going back.
    Effect::new(move |_| {
        if let Some(ids) = asked.get().and_then(|asked| organizations_from_address(&asked)) {
            chosen.set(ids.into_iter().filter(|id| all.with_value(|all| all.contains(id))).collect());
        }
    });
    // With a report open, the panel makes room for it.
    let open = RwSignal::new(asked.with_untracked(Option::is_none));
    let search = RwSignal::new(String::new());
    let none_chosen = RwSignal::new(false);
    let generate = move |()| {
        let ids: Vec<_> = chosen.with_untracked(|chosen| chosen.iter().copied().collect());
        none_chosen.set(ids.is_empty());
        if !ids.is_empty() {
            open.set(false);
            // A new report begins unfiltered; the same organisations again keep what was filtered.
            let orgs = organizations_to_address(&ids);
            let same = asked.with_untracked(|asked| asked.as_ref() == Some(&orgs));
            let query = if same { address.query.get_untracked() } else { Query::default() };
            address.set(&[("orgs", orgs)], &query, false);
        }
    };
    let count = move || format!("{} of {total} selected", chosen.with(BTreeSet::len));
    view! {
        <div class="section-head">
            <h2>"Select Organizations"</h2>
            <span class="muted" role="status">{count}</span>
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
        {move || open.get().then(|| view! {
            <div class="toolbar">
                <SearchInput label="Search organizations" value=search on_input=move |text| search.set(text) />
                <Button on_click=move |()| { none_chosen.set(false); chosen.set(all.get_value()); }>"Select all"</Button>
                <Button on_click=move |()| chosen.set(BTreeSet::new())>"Select none"</Button>
            </div>
            <ul class="tree">
                {groups.get_value().into_iter().map(|group| tree(group, chosen, search)).collect_view()}
            </ul>
        })}
    }
}

fn tree(group: Group, chosen: RwSignal<BTreeSet<OrganizationId>>, search: RwSignal<String>) -> impl IntoView {
    let members = StoredValue::new(group.members);
    let shown = Memo::new(move |_| {
        let text = search.get().trim().to_lowercase();
        members.with_value(|members| {
            let found = members.iter().filter(|customer| customer.name.to_lowercase().contains(&text));
            found.map(|customer| (customer.id, customer.name.clone())).collect::<Vec<_>>()
        })
    });
    let set = move |ids: Vec<OrganizationId>, on: bool| {
        chosen.update(|chosen| {
            for id in ids {
                if on {
                    chosen.insert(id);
                } else {
                    chosen.remove(&id);
                }
            }
        });
    };
    let ticked = Memo::new(move |_| {
        shown.with(|shown| chosen.with(|chosen| shown.iter().filter(|(id, _)| chosen.contains(id)).count()))
    });
    let whole = Memo::new(move |_| shown.with(Vec::len));
    let children = move || {
        let entry = |(id, name): (OrganizationId, String)| {
            let checked = Memo::new(move |_| chosen.with(|chosen| chosen.contains(&id)));
            view! { <li><Checkbox label=name checked=checked on_change=move |on| set(vec![id], on) /></li> }
        };
        view! { <ul class="tree-children">{shown.get().into_iter().map(entry).collect_view()}</ul> }
    };
    let heading = group.name.map(|name| {
        let toggle =
            move |on| set(shown.with_untracked(|shown| shown.iter().map(|(id, _)| *id).collect()), on);
        view! {
            <Checkbox
                label=name
                checked=Signal::derive(move || ticked.get() == whole.get())
                mixed=Signal::derive(move || (1..whole.get()).contains(&ticked.get()))
                on_change=toggle
            />
        }
    });
    view! { <li class="tree-group" hidden=move || whole.get() == 0>{heading} {children}</li> }
}
