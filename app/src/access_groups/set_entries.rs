//! The entries of a permission set: each a group, an object and a level.

use leptos::prelude::*;
use model::Level;
use model::access::{Entry, GroupId, GroupObject};

use super::picker::GroupPicker;
use super::state::State;
use crate::ui::{Button, Field, InlineError, Select, memo};

/// The levels that an entry can give.
const GIVEN: [Level; 3] = [Level::ViewOnly, Level::Use, Level::FullAccess];

#[component]
pub(super) fn EntriesField(
    state: State,
    entries: RwSignal<Vec<Entry>>,
    /// Says what is wrong with them.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let is_empty = memo(move || entries.with(Vec::is_empty));
    let rows = move || {
        let rows = entries.get().into_iter().map(|entry| row(state, entries, entry));
        rows.collect::<Vec<_>>()
    };
    view! {
        <fieldset class="set-entries">
            <legend>"Entries"</legend>
            <p class="hint" hidden=move || !is_empty.get()>"None yet. Add the first one below."</p>
            <ul class="set-entry-list" aria-label="Entries">{rows}</ul>
            <InlineError message=error />
            <NewEntry state=state entries=entries />
        </fieldset>
    }
}

fn row(state: State, entries: RwSignal<Vec<Entry>>, entry: Entry) -> AnyView {
    let path = untrack(|| state.path(entry.group));
    let is_it = move |other: &Entry| (other.group, other.object) == (entry.group, entry.object);
    let change = move |name: String| {
        let Some(level) = Level::from_name(&name) else { return };
        entries.update(|entries| {
            if let Some(found) = entries.iter_mut().find(|other| is_it(other)) {
                found.level = level;
            }
        });
    };
    let remove = move |()| entries.update(|entries| entries.retain(|other| !is_it(other)));
    let (label, level) =
        (format!("Level on {} of {path}", entry.object.label()), entry.level.name().to_owned());
    let remove_label = format!("Remove the entry on {} of {path}", entry.object.label());
    view! {
        <li class="set-entry">
            <span class="set-entry-path">{path}</span>
            <span>{entry.object.label()}</span>
            <Select value=Signal::stored(level) options=Signal::stored(levels()) on_change=change label=label />
            <Button label=remove_label on_click=remove>"Remove"</Button>
        </li>
    }
    .into_any()
}

fn levels() -> Vec<(String, String)> {
    GIVEN.map(|level| (level.name().to_owned(), level.label().to_owned())).into()
}

#[component]
fn NewEntry(state: State, entries: RwSignal<Vec<Entry>>) -> impl IntoView {
    let group = RwSignal::new(None::<GroupId>);
    let object = RwSignal::new(GroupObject::Licenses.name().to_owned());
    let level = RwSignal::new(Level::Use.name().to_owned());
    let objects: Vec<(String, String)> =
        GroupObject::ALL.map(|object| (object.name().to_owned(), object.label().to_owned())).into();
    let chosen = move || {
        let object = object.with_untracked(|name| GroupObject::from_name(name))?;
        let level = level.with_untracked(|name| Level::from_name(name))?;
        Some(Entry { group: group.get_untracked()?, object, level })
    };
    let add = move |()| {
        let Some(entry) = chosen() else { return };
        // One on the same group and object gives way.
        entries.update(|entries| {
            entries.retain(|other| (other.group, other.object) != (entry.group, entry.object));
            entries.push(entry);
        });
    };
    let is_missing = Signal::derive(move || group.get().is_none());
    view! {
        <div class="set-new-entry">
            <GroupPicker tree=state.tree label="Group of the new entry" chosen=group />
            <div class="set-new-entry-choice">
                <Field label="Object">
                    <Select value=object options=Signal::stored(objects) on_change=move |name| object.set(name) />
                </Field>
                <Field label="Level">
                    <Select value=level options=Signal::stored(levels()) on_change=move |name| level.set(name) />
                </Field>
                <Button disabled=is_missing on_click=add>"Add Entry"</Button>
            </div>
        </div>
    }
}
