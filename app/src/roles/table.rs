//! The table of roles.

use leptos::prelude::*;
use model::role::Role;
use model::table::Table;
use model::{Level, RoleObject};

use super::form::Editing;
use crate::tables::{ListOf, small_list};
use crate::ui::{Menu, MenuItem, Question, Shown, kept_rows, plain_row};

/// The dialogs about a role.
#[derive(Clone, Copy)]
pub(super) struct Asking {
    pub edit: RwSignal<Option<Editing>>,
    pub preview: RwSignal<Option<Role>>,
    pub remove: Question<Role>,
}

/// Returns all roles of the organization.
pub(super) fn table(roles: Vec<Role>, asking: Asking) -> AnyView {
    let rows = move |shown: Shown| kept_rows(move || roles.clone(), move |role| row(shown, role, asking));
    small_list(ListOf::new(Table::Roles, "Roles"), rows)
}

fn row(shown: Shown, role: Role, asking: Asking) -> AnyView {
    plain_row(shown, move |id| match id {
        "role" => name(&role),
        "gives" => given(&role).into_any(),
        "people" => role.people.into_any(),
        _ => {
            let (label, acted) = (format!("Actions for {}", role.name), role.clone());
            view! { <Menu label=label items=move |()| entries(&acted, asking) /> }.into_any()
        }
    })
}

fn name(role: &Role) -> AnyView {
    let described = if role.description.is_empty() && role.predefined {
        "The same in every organization.".to_owned()
    } else {
        role.description.clone()
    };
    let described = (!described.is_empty()).then(|| view! { <div class="hint">{described}</div> }.into_any());
    view! { {role.name.clone()} {described} }.into_any()
}

/// Summarizes the role's rights in a line; the preview has all of them.
fn given(role: &Role) -> String {
    let given: Vec<_> =
        RoleObject::ALL.into_iter().filter(|object| role.levels.get(*object) > Level::None).collect();
    // Without the one that only the vendor has.
    let most = RoleObject::ALL.len() - 1;
    let is_full = given.iter().all(|object| role.levels.get(*object) == Level::FullAccess);
    match given.as_slice() {
        [] => "Nothing".to_owned(),
        all if is_full && all.len() >= most => "Full Access on everything".to_owned(),
        [first, rest @ ..] => {
            let first = format!("{}: {}", first.label(), role.levels.get(*first).label());
            if rest.is_empty() { first } else { format!("{first}, and {} more", rest.len()) }
        }
    }
}

fn entries(role: &Role, asking: Asking) -> Vec<MenuItem> {
    let (seen, edited, removed) = (role.clone(), role.clone(), role.clone());
    let mut entries = vec![MenuItem::new("Preview", move || asking.preview.set(Some(seen.clone())))];
    if role.may_change {
        let edit = move || asking.edit.set(Some(Editing::Known(edited.clone())));
        entries.push(MenuItem::new("Edit", edit));
        entries.push(MenuItem::new("Remove", move || asking.remove.ask(removed.clone())));
    }
    entries
}
