//! The chosen group: where it lies, what it holds, and what can be done with it.

use leptos::prelude::*;
use model::groups::Group;

use super::group_dialogs::Asking;
use super::state::State;
use crate::ui::{Button, Look, memo};

/// At most this many names are shown; the list of members has all.
const SHOWN: usize = 8;

#[component]
pub(super) fn Details(state: State, asking: Asking) -> impl IntoView {
    let group = memo(move || state.group());
    view! {
        <section class="card tree-details" aria-label="Chosen group">
            {move || group.get().map(|group| details(state, asking, group))}
        </section>
    }
}

fn details(state: State, asking: Asking, group: Group) -> AnyView {
    let entries = entries(state, &group);
    let path = state.path(group.id);
    view! {
        <h2>{group.name.clone()}</h2>
        <dl class="facts">
            <dt>"Path"</dt>
            <dd>{path}</dd>
            <dt>"Home of"</dt>
            <dd>{homes(state, &group)}</dd>
            <dt>"License pools"</dt>
            <dd>{group.pools.to_string()}</dd>
            <dt>"Permission sets"</dt>
            <dd>{entries}</dd>
        </dl>
        {buttons(asking, group)}
    }
    .into_any()
}

fn buttons(asking: Asking, group: Group) -> AnyView {
    let is_root = Signal::stored(group.parent.is_none());
    let group = StoredValue::new(group);
    let open = move |about: RwSignal<Option<Group>>| move |()| about.set(Some(group.get_value()));
    view! {
        <div class="tree-actions">
            <Button look=Look::Primary on_click=open(asking.add)>"Add Group"</Button>
            <Button disabled=is_root on_click=open(asking.rename)>"Rename"</Button>
            <Button disabled=is_root on_click=open(asking.shift)>"Move…"</Button>
            <Button disabled=is_root on_click=open(asking.remove)>"Remove…"</Button>
        </div>
    }
    .into_any()
}

/// The names of the members whose home it is.
fn homes(state: State, group: &Group) -> String {
    let members = state.members();
    let here: Vec<&str> =
        members.iter().filter(|member| member.home == group.id).map(|member| member.name.as_str()).collect();
    match here.len() {
        0 => "Nobody".to_owned(),
        count if count > SHOWN => format!("{}, and {} more", here[..SHOWN].join(", "), count - SHOWN),
        _ => here.join(", "),
    }
}

/// The entries on it, in a list.
fn entries(state: State, group: &Group) -> AnyView {
    let mut told = Vec::new();
    for set in state.sets() {
        let here = set.entries.iter().filter(|entry| entry.group == group.id);
        told.extend(
            here.map(|entry| format!("{}: {}, {}", set.name, entry.object.label(), entry.level.label())),
        );
    }
    if told.is_empty() {
        return "No entry on this group".into_any();
    }
    let items = told.into_iter().map(|told| view! { <li>{told}</li> }.into_any()).collect::<Vec<_>>();
    view! { <ul class="may">{items}</ul> }.into_any()
}
