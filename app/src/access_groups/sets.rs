//! The permission sets, with their entries and people.

use leptos::prelude::*;
use model::groups::PermissionSet;

use super::remove_permission_set;
use super::set_form::{Editing, SetDialog};
use super::set_people::PeopleDialog;
use super::state::State;
use crate::current_user::use_me;
use crate::form::settle;
use crate::ui::{Button, Confirm, EmptyState, Menu, MenuItem, Question, memo, use_toasts};

/// So many entries and people of a set are named in the list.
const SHOWN: usize = 4;

/// The dialogs about a set.
#[derive(Clone, Copy)]
struct Asking {
    edit: RwSignal<Option<Editing>>,
    people: RwSignal<Option<PermissionSet>>,
    remove: Question<PermissionSet>,
}

#[component]
pub(super) fn SetsSection(state: State) -> impl IntoView {
    let asking = Asking { edit: RwSignal::new(None), people: RwSignal::new(None), remove: Question::new() };
    let sets = memo(move || state.sets());
    let add = move |()| asking.edit.set(Some(Editing::New));
    view! {
        <section class="section">
            <div class="section-head">
                <h2>"Permission Sets"</h2>
                <Button on_click=add>"Add Permission Set"</Button>
            </div>
            {move || {
                let sets = sets.get();
                if sets.is_empty() { nothing() } else { table(state, asking, &sets) }
            }}
            <SetDialog state=state editing=asking.edit />
            <PeopleDialog state=state about=asking.people />
            <RemoveDialog state=state question=asking.remove />
        </section>
    }
}

fn nothing() -> AnyView {
    let text = "A permission set gives its people a level on licenses or computers of some groups, besides their role.";
    view! { <EmptyState title="There are no permission sets" text=text /> }.into_any()
}

fn table(state: State, asking: Asking, sets: &[PermissionSet]) -> AnyView {
    let rows = sets.iter().map(|set| row(state, asking, set)).collect::<Vec<_>>();
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label="Permission sets">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Permission set"</th>
                        <th scope="col">"Gives"</th>
                        <th scope="col">"People"</th>
                        <th scope="col"><span class="sr-only">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(state: State, asking: Asking, set: &PermissionSet) -> AnyView {
    let label = format!("Actions for {}", set.name);
    let gives = set.entries.iter().take(SHOWN).map(|entry| state.told(entry));
    let mut gives: Vec<_> = gives.map(|told| view! { <li>{told}</li> }.into_any()).collect();
    if let Some(more) = set.entries.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        gives.push(view! { <li>{format!("and {more} more")}</li> }.into_any());
    }
    let acted = set.clone();
    let items = move |()| {
        let (edited, shared, removed) = (acted.clone(), acted.clone(), acted.clone());
        vec![
            MenuItem::new("Edit", move || asking.edit.set(Some(Editing::Known(edited.clone())))),
            MenuItem::new("People", move || asking.people.set(Some(shared.clone()))),
            MenuItem::new("Remove", move || asking.remove.ask(removed.clone())),
        ]
    };
    view! {
        <tr>
            <th scope="row">{set.name.clone()}</th>
            <td class="why"><ul class="may">{gives}</ul></td>
            <td>{people(state, set)}</td>
            <td><Menu label=label items=items /></td>
        </tr>
    }
    .into_any()
}

/// The names of the people who have a set.
fn people(state: State, set: &PermissionSet) -> String {
    let members = state.members();
    let names: Vec<&str> = members
        .iter()
        .filter(|member| set.people.contains(&member.user))
        .map(|member| member.name.as_str())
        .collect();
    match names.len() {
        0 => "Nobody".to_owned(),
        count if count > SHOWN => format!("{}, and {} more", names[..SHOWN].join(", "), count - SHOWN),
        _ => names.join(", "),
    }
}

#[component]
fn RemoveDialog(
    state: State,
    /// Asks about the one to remove.
    question: Question<PermissionSet>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let text = |set: PermissionSet| match set.people.len() {
        0 => format!("{} will be removed permanently. Nobody has it.", set.name),
        1 => format!("{} will be removed permanently. 1 person loses what it gives, immediately.", set.name),
        many => {
            format!(
                "{} will be removed permanently. {many} people lose what it gives, immediately.",
                set.name
            )
        }
    };
    let remove = move |set: PermissionSet| {
        settle(question, me, remove_permission_set(set.id), move |()| {
            toasts.say(format!("{} removed", set.name));
            state.all.again.run(());
        });
    };
    view! {
        <Confirm question=question title="Remove Permission Set" action="Remove" text=text on_confirm=remove />
    }
}
