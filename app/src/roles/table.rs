//! The table of roles.

use leptos::prelude::*;
use model::role::Role;
use model::{Level, RoleObject};

use super::form::Editing;
use crate::ui::{Menu, MenuItem, Question};

/// The dialogs about a role.
#[derive(Clone, Copy)]
pub(super) struct Asking {
    pub edit: RwSignal<Option<Editing>>,
    pub preview: RwSignal<Option<Role>>,
    pub remove: Question<Role>,
}

/// All roles of the organization.
#[component]
pub(super) fn RoleTable(roles: Vec<Role>, asking: Asking) -> impl IntoView {
    let rows: Vec<_> = roles.into_iter().map(|role| row(role, asking)).collect();
    view! {
        <div class="grid-scroll" tabindex="0" role="region" aria-label="Roles">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Role"</th>
                        <th scope="col">"Gives"</th>
                        <th scope="col" class="numeric">"People"</th>
                        <th scope="col"><span class="sr-only">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(role: Role, asking: Asking) -> AnyView {
    let label = format!("Actions for {}", role.name);
    let acted = role.clone();
    let items = move |()| entries(&acted, asking);
    let described = if role.description.is_empty() && role.predefined {
        "The same in every organization.".to_owned()
    } else {
        role.description.clone()
    };
    let described = (!described.is_empty()).then(|| view! { <div class="hint">{described}</div> }.into_any());
    view! {
        <tr>
            <th scope="row">{role.name.clone()} {described}</th>
            <td>{given(&role)}</td>
            <td class="numeric">{role.people}</td>
            <td><Menu label=label items=items /></td>
        </tr>
    }
    .into_any()
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
