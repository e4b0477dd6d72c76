//! Adds or edits a permission set: its name and its entries.

use leptos::prelude::*;
use model::groups::{PermissionSet, SetDraft, checked_entries, checked_group_name};

use super::set_entries::EntriesField;
use super::state::State;
use super::{access_groups, save_permission_set};
use crate::ApiError;
use crate::form::{DialogForm, FormDialog};
use crate::ui::{Button, Field, InlineError, TextInput, dom};

/// The set in the dialog: a new or an existing one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Editing {
    New,
    Known(PermissionSet),
}

#[component]
pub(super) fn SetDialog(
    state: State,
    /// None while the dialog is closed.
    editing: RwSignal<Option<Editing>>,
) -> impl IntoView {
    let title = move || match editing.get() {
        Some(Editing::Known(_)) => "Edit Permission Set",
        _ => "Add Permission Set",
    };
    let title = Signal::derive(move || title().to_owned());
    let form = move |form: DialogForm| {
        let Some(what) = editing.get_untracked() else { return ().into_any() };
        fields(state, form, what)
    };
    view! { <FormDialog open=editing title=title wide=true form=form /> }
}

fn fields(state: State, form: DialogForm, what: Editing) -> AnyView {
    let (edited, opened) = match what {
        Editing::New => (None, SetDraft::default()),
        Editing::Known(set) => {
            (Some((set.id, set.version)), SetDraft { name: set.name, entries: set.entries })
        }
    };
    let (name, entries) = (RwSignal::new(opened.name), RwSignal::new(opened.entries));
    let edited = RwSignal::new(edited);
    let load = move |()| {
        let id = edited.get_untracked().map(|(id, _)| id);
        let there = async move {
            let there = access_groups().await?.sets.into_iter().find(|set| Some(set.id) == id);
            there.ok_or_else(|| ApiError::invalid("", "Somebody else has removed this permission set."))
        };
        form.submission.send(there, move |there| {
            edited.set(Some((there.id, there.version)));
            name.set(there.name);
            entries.set(there.entries);
            dom::focus_soon(dom::MARKED);
        });
    };
    let submit = move || {
        let request = draft(&name.get_untracked(), entries).map(|draft| {
            let said = format!(
                "{} {}",
                draft.name,
                if edited.get_untracked().is_some() { "saved" } else { "added" }
            );
            (save_permission_set(edited.get_untracked(), draft), said)
        });
        match request {
            Ok((request, said)) => form.save(request, said, state.all.again),
            Err((field, wrong)) => form.submission.refuse(field, wrong),
        }
    };
    let fields = view! {
        <Field label="Name" error=form.error("name")>
            <TextInput value=name on_input=move |typed| name.set(typed) autofocus=true />
        </Field>
        <EntriesField state=state entries=entries error=form.error("entries") />
        <InlineError message=form.error("before")>
            <Button on_click=load>"Load the current version"</Button>
        </InlineError>
    };
    form.view("Save", submit, fields)
}

/// The set to send, or the field that is wrong, with the reason.
fn draft(
    name: &str,
    entries: RwSignal<Vec<model::access::Entry>>,
) -> Result<SetDraft, (&'static str, String)> {
    let name = checked_group_name(name).map_err(|wrong| ("name", wrong.to_string()))?;
    let entries = entries.with_untracked(|entries| checked_entries(entries));
    Ok(SetDraft { name, entries: entries.map_err(|wrong| ("entries", wrong.to_string()))? })
}
