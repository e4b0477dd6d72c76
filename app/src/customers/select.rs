//! Select Organizations: searchable, all or none, grouped by reseller for a distributor.

use std::collections::HashSet;

use leptos::prelude::*;
use model::query::{organizations_from_address, organizations_to_address};
use model::{OrganizationId, Query};

use crate::address::Address;
use crate::list::{Customer, customers};
use crate::ui::dom::lower_case;
use crate::ui::{Button, Checkbox, EmptyState, InlineError, Look, SearchInput, Skeleton, effect, load, memo};

/// Customers of one reseller, or those who buy directly.
#[derive(Clone, PartialEq)]
struct Group {
    name: Option<String>,
    members: Vec<Customer>,
}

impl Group {
    /// The members whose name, or whose group's name, contains the text, which is in lower case.
    fn found(&self, text: &str) -> Vec<(OrganizationId, String)> {
        let whole = self.name.as_ref().is_some_and(|name| lower_case(name).contains(text));
        let members = self.members.iter().filter(|member| whole || lower_case(&member.name).contains(text));
        members.map(|member| (member.id, member.name.clone())).collect()
    }
}

/// The groups in the order of their first members: the server sorts.
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
    groups
}

/// Chooses the organisations of the report. The choice becomes the address with Generate Report.
#[component]
pub fn SelectOrganizations(address: Address, asked: Memo<Option<String>>) -> impl IntoView {
    let answer = RwSignal::new(None);
    load(answer, customers());
    view! {
        <section class="section select-panel" aria-label="Select Organizations">
            {move || match answer.get() {
                None => view! { <Skeleton lines=4 label="Loading organizations" /> }.into_any(),
                Some(Err(error)) => view! {
                    <InlineError message=error.to_string()>
                        <Button on_click=move |()| load(answer, customers())>"Try again"</Button>
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
    let all: HashSet<OrganizationId> = found.iter().map(|customer| customer.id).collect();
    let total = all.len();
    let all = StoredValue::new(all);
    let groups = StoredValue::new(groups(found));
    let chosen = RwSignal::new(HashSet::new());
    // The address, too, chooses: a bookmark, or going back.
    // With a report open, the panel makes room for it.
    let open = RwSignal::new(asked.with_untracked(Option::is_none));
    effect(move || {
        let Some(asked) = asked.get() else { return };
        let ids = organizations_from_address(&asked).unwrap_or_default();
        let known: HashSet<_> = ids.into_iter().filter(|id| all.with_value(|all| all.contains(id))).collect();
        if known.is_empty() {
            open.set(true);
        }
        chosen.set(known);
    });
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
    // All means all that the search shows.
    let select_shown = move || {
        let text = lower_case(search.get_untracked().trim());
        let shown = groups.with_value(|groups| {
            groups.iter().flat_map(|group| group.found(&text)).map(|(id, _)| id).collect::<Vec<_>>()
        });
        chosen.update(|chosen| chosen.extend(shown));
    };
    let nothing_found = memo(move || {
        let text = lower_case(search.get().trim());
        groups.with_value(|groups| groups.iter().all(|group| group.found(&text).is_empty()))
    });
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
        {move || open.get().then(|| view! {
            <div class="toolbar">
                <SearchInput label="Search organizations" value=search on_input=move |text| search.set(text) />
                <Button on_click=move |()| { none_chosen.set(false); select_shown(); }>"Select all"</Button>
                <Button on_click=move |()| chosen.set(HashSet::new())>"Select none"</Button>
            </div>
            {move || nothing_found.get().then(|| view! {
                <p class="lead-text">"No organization or reseller has this in its name."</p>
            })}
            <ul class="tree">
                {groups.get_value().into_iter().map(|group| tree(group, chosen, search)).collect::<Vec<_>>()}
            </ul>
        }.into_any())}
    }
}

fn tree(group: Group, chosen: RwSignal<HashSet<OrganizationId>>, search: RwSignal<String>) -> AnyView {
    let name = group.name.clone();
    let group = StoredValue::new(group);
    let shown = memo(move || {
        let text = lower_case(search.get().trim());
        group.with_value(|group| group.found(&text))
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
    let ticked = memo(move || {
        shown.with(|shown| chosen.with(|chosen| shown.iter().filter(|(id, _)| chosen.contains(id)).count()))
    });
    let whole = memo(move || shown.with(Vec::len));
    let children = move || {
        let entry = |(id, name): (OrganizationId, String)| {
            let checked = memo(move || chosen.with(|chosen| chosen.contains(&id)));
            view! { <li><Checkbox label=name checked=checked on_change=move |on| set(vec![id], on) /></li> }
                .into_any()
        };
        view! { <ul class="tree-children">{shown.get().into_iter().map(entry).collect::<Vec<_>>()}</ul> }
            .into_any()
    };
    let heading = name.map(|name| {
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
    view! { <li class="tree-group" hidden=move || whole.get() == 0>{heading} {move || children()}</li> }
        .into_any()
}
