//! Adds or edits a custom role: a level for each role object, and a preview.

use leptos::prelude::*;
use model::person::checked_name;
use model::role::Role;
use model::{Level, Levels, OrganizationKind, RoleObject};

use super::preview::Preview;
use super::{RoleDraft, add_role, edit_role, roles};
use crate::ApiError;
use crate::current_user::use_me;
use crate::form::{DialogForm, FormDialog};
use crate::ui::{Button, Field, InlineError, Select, TextInput, dom};

/// The role in the dialog: a new or an existing one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Editing {
    New,
    Known(Role),
}

#[component]
pub(super) fn RoleDialog(
    /// None while the dialog is closed.
    editing: RwSignal<Option<Editing>>,
    /// Called once it is saved.
    on_saved: Callback<()>,
) -> impl IntoView {
    let title = move || match editing.get() {
        Some(Editing::Known(_)) => "Edit Role",
        _ => "Add Role",
    };
    let title = Signal::derive(move || title().to_owned());
    let form = move |form: DialogForm| {
        let Some(what) = editing.get_untracked() else { return ().into_any() };
        fields(form, what, on_saved)
    };
    view! { <FormDialog open=editing title=title wide=true form=form /> }
}

fn fields(form: DialogForm, what: Editing, on_saved: Callback<()>) -> AnyView {
    let (id, opened) = match what {
        Editing::New => (None, RoleDraft::default()),
        Editing::Known(role) => (Some(role.id), as_it_is(role)),
    };
    let (name, description) = (RwSignal::new(opened.name.clone()), RwSignal::new(opened.description.clone()));
    let levels = RwSignal::new(opened.levels);
    let before = RwSignal::new(opened);
    let show = move |role: Role| {
        let there = as_it_is(role);
        name.set(there.name.clone());
        description.set(there.description.clone());
        levels.set(there.levels);
        before.set(there);
        dom::focus_soon(dom::MARKED);
    };
    let load = move |()| {
        let there = async move {
            let there = roles().await?.into_iter().find(|role| Some(role.id) == id);
            there.ok_or_else(|| ApiError::invalid("", "Somebody else has removed this role."))
        };
        form.submission.send(there, show);
    };
    let submit = move || {
        let name = match checked_name(&name.get_untracked()) {
            Ok(name) => name,
            Err(wrong) => return form.submission.refuse("name", wrong.to_string()),
        };
        let said = format!("{name} {}", if id.is_some() { "saved" } else { "added" });
        let draft =
            RoleDraft { name, description: description.get_untracked(), levels: levels.get_untracked() };
        let saved = async move {
            match id {
                Some(id) => edit_role(id, before.get_untracked(), draft).await,
                None => add_role(draft).await,
            }
        };
        form.save(saved, said, on_saved);
    };
    let fields = view! {
        <Field label="Name" error=form.error("name")>
            <TextInput value=name on_input=move |typed| name.set(typed) autofocus=true />
        </Field>
        <Field label="Description" hint="Optional. The purpose of the role." error=form.error("description")>
            <TextInput value=description on_input=move |typed| description.set(typed) />
        </Field>
        <fieldset class="levels">
            <legend>"Levels"</legend>
            {objects().into_iter().map(|object| level_field(object, before, levels)).collect::<Vec<_>>()}
        </fieldset>
        <section class="section" aria-label="Preview">
            <h3>"What people in this role can do"</h3>
            <Preview levels=levels.into() />
        </section>
        <InlineError message=form.error("before")>
            <Button on_click=load>"Load the current version"</Button>
        </InlineError>
    };
    form.view("Save", submit, fields)
}

fn as_it_is(role: Role) -> RoleDraft {
    RoleDraft { name: role.name, description: role.description, levels: role.levels }
}

/// Returns the role objects of the organization on the page: only the vendor has the Vendor Console.
fn objects() -> Vec<RoleObject> {
    let own = use_me().actor().and_then(|actor| actor.membership);
    let is_vendor = own.is_some_and(|own| own.kind == OrganizationKind::Vendor);
    RoleObject::ALL.into_iter().filter(|object| is_vendor || *object != RoleObject::VendorConsole).collect()
}

/// Chooses the level on one role object. Levels above the person's own are not offered, except the one that the role has.
fn level_field(object: RoleObject, before: RwSignal<RoleDraft>, levels: RwSignal<Levels>) -> AnyView {
    let own = use_me().actor().and_then(|actor| actor.membership);
    let own = own.map_or(Level::None, |own| own.levels.get(object));
    let options = move || {
        let most = own.max(before.with(|before| before.levels.get(object)));
        let all = [Level::None, Level::ViewOnly, Level::FullAccess].into_iter();
        let offered = all.filter(|level| *level <= most);
        offered.map(|level| (level.name().to_owned(), level.label().to_owned())).collect::<Vec<_>>()
    };
    let value = move || levels.with(|levels| levels.get(object).name().to_owned());
    let choose = move |name: String| {
        if let Some(level) = Level::from_name(&name) {
            levels.update(|levels| *levels = levels.with(object, level));
        }
    };
    view! {
        <Field label=object.label().to_owned()>
            <Select value=Signal::derive(value) options=Signal::derive(options) on_change=choose />
        </Field>
    }
    .into_any()
}
