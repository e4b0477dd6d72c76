//! Adds, renames, moves and removes a group.

use std::sync::Arc;

use leptos::prelude::*;
use model::UserId;
use model::groups::{Contents, Group, checked_group_name};

use super::picker::GroupPicker;
use super::state::{State, without};
use super::{create_group, group_contents, move_group, remove_group, rename_group};
use crate::form::{DialogForm, FormDialog, TextDialog};
use crate::loading::Loading;
use crate::ui::{Button, InlineError, Notice, NoticeKind, use_toasts};

/// What the dialogs of the page are about.
#[derive(Clone, Copy)]
pub(super) struct Asking {
    /// The group below which one is added.
    pub add: RwSignal<Option<Group>>,
    pub rename: RwSignal<Option<Group>>,
    pub shift: RwSignal<Option<Group>>,
    pub remove: RwSignal<Option<Group>>,
    /// The member who gets another home.
    pub home: RwSignal<Option<UserId>>,
    pub preview: RwSignal<Option<UserId>>,
}

impl Asking {
    pub fn new() -> Self {
        Self {
            add: RwSignal::new(None),
            rename: RwSignal::new(None),
            shift: RwSignal::new(None),
            remove: RwSignal::new(None),
            home: RwSignal::new(None),
            preview: RwSignal::new(None),
        }
    }
}

#[component]
pub(super) fn AddDialog(
    state: State,
    /// The group above the new one; None while the dialog is closed.
    about: RwSignal<Option<Group>>,
) -> impl IntoView {
    let toasts = use_toasts();
    let title = move || {
        about.with(|above| {
            above.as_ref().map_or_else(String::new, |above| format!("Add Group below {}", above.name))
        })
    };
    let submit = move |(form, name): (DialogForm, String)| {
        let Some(above) = about.get_untracked() else { return };
        match checked_group_name(&name) {
            Ok(name) => form.send(create_group(above.id, name.clone()), move |id| {
                toasts.say(format!("{name} added"));
                state.all.again.run(());
                state.chosen.set(Some(id));
            }),
            Err(wrong) => form.submission.refuse("name", wrong.to_string()),
        }
    };
    view! {
        <TextDialog open=about title=Signal::derive(title) label="Name" name="name" action="Add" on_submit=submit />
    }
}

#[component]
pub(super) fn RenameDialog(
    state: State,
    /// The group; None while the dialog is closed.
    about: RwSignal<Option<Group>>,
) -> impl IntoView {
    let value =
        move || about.with(|group| group.as_ref().map(|group| group.name.clone()).unwrap_or_default());
    let submit = move |(form, name): (DialogForm, String)| {
        let Some(group) = about.get_untracked() else { return };
        let request =
            checked_group_name(&name).map_err(|wrong| crate::ApiError::invalid("name", wrong.to_string()));
        let request = request.map(|name| rename_group(group.id, group.version, name));
        form.save_checked(request, format!("{} renamed", group.name), state.all.again);
    };
    view! {
        <TextDialog
            open=about
            title="Rename Group"
            label="Name"
            name="name"
            value=Signal::derive(value)
            action="Rename"
            on_submit=submit
        />
    }
}

#[component]
pub(super) fn MoveDialog(
    state: State,
    /// The group; None while the dialog is closed.
    about: RwSignal<Option<Group>>,
) -> impl IntoView {
    let form = move |form: DialogForm| {
        let Some(group) = about.get_untracked() else { return ().into_any() };
        let places = Arc::new(state.tree.with_untracked(|tree| without(tree, group.id)));
        let to = RwSignal::new(group.parent);
        let lead = format!(
            "{} moves with everything in it and below it. From then on, people reach its licenses by their levels at the new \
             place.",
            group.name
        );
        let (parent, said) = (group.parent, format!("{} moved", group.name));
        let submit = move || {
            if let Some(to) = to.get_untracked() {
                form.save(move_group(group.id, group.version, to), said.clone(), state.all.again);
            }
        };
        let fields = view! {
            <p>{lead}</p>
            <GroupPicker tree=Signal::stored(places) label="New place" chosen=to error=form.error("to") autofocus=true />
            <InlineError message=form.error("name") />
        };
        form.disabled(Signal::derive(move || to.get() == parent)).view("Move", submit, fields)
    };
    view! { <FormDialog open=about title="Move Group" form=form /> }
}

#[component]
pub(super) fn RemoveDialog(
    state: State,
    /// The group; None while the dialog is closed.
    about: RwSignal<Option<Group>>,
) -> impl IntoView {
    let form = move |form: DialogForm| {
        let Some(group) = about.get_untracked() else { return ().into_any() };
        let id = group.id;
        let contents = Loading::new(move || group_contents(id));
        let above = group.parent.map(|above| state.path(above)).unwrap_or_default();
        let said = format!("{} removed", group.name);
        let submit = move || {
            let Some(told) = untrack(|| contents.read(|told| *told)) else { return };
            form.save(remove_group(id, group.version, told), said.clone(), state.all.again);
        };
        let name = group.name.clone();
        let fields = view! {
            {contents.view(2, "Looking into the group", move |told| consequences(&name, &above, told))}
            <InlineError message=form.error("told")>
                <Button on_click=contents.again>"Look again"</Button>
            </InlineError>
            <InlineError message=form.error("name") />
        };
        form.disabled(Signal::derive(move || contents.read(|_| ()).is_none())).view("Remove", submit, fields)
    };
    view! { <FormDialog open=about title="Remove Group" form=form /> }
}

/// What removing a group does.
fn consequences(name: &str, above: &str, told: Contents) -> AnyView {
    if told.is_empty() {
        return view! { <p>{format!("{name} is empty and will be removed.")}</p> }.into_any();
    }
    let moves = format!("{name} will be removed. {} will move up to {above}.", told.told());
    let widens = told.widens().then(|| {
        let widens = format!(
            "People can then reach more than before: what {name} gave, they have on {above} and all below it."
        );
        view! { <Notice kind=NoticeKind::Warning>{widens}</Notice> }.into_any()
    });
    view! { <p>{moves}</p> {widens} }.into_any()
}
