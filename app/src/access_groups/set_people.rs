//! Chooses who has a permission set.

use std::collections::BTreeSet;

use leptos::prelude::*;
use model::UserId;
use model::groups::{Member, PermissionSet, SetId};

use super::members::{MOST, counted, found};
use super::state::State;
use super::{give_permission_set, take_permission_set};
use crate::ApiError;
use crate::form::{DialogForm, FormDialog};
use crate::ui::{Checkbox, SearchInput, memo};

#[component]
pub(super) fn PeopleDialog(
    state: State,
    /// The set; None while the dialog is closed.
    about: RwSignal<Option<PermissionSet>>,
) -> impl IntoView {
    let title = move || {
        about.with(|set| set.as_ref().map_or_else(String::new, |set| format!("People with {}", set.name)))
    };
    let form = move |form: DialogForm| {
        let Some(set) = about.get_untracked() else { return ().into_any() };
        fields(state, form, &set)
    };
    view! { <FormDialog open=about title=Signal::derive(title) form=form /> }
}

fn fields(state: State, form: DialogForm, set: &PermissionSet) -> AnyView {
    let before: BTreeSet<UserId> = set.people.iter().copied().collect();
    let people = RwSignal::new(before.clone());
    let search = RwSignal::new(String::new());
    // Those who have the set come first, and stay there while boxes are checked.
    let first = before.clone();
    let matching = memo(move || {
        let mut matching = search.with(|typed| found(state.members(), typed));
        matching.sort_by_key(|member| !first.contains(&member.user));
        matching
    });
    let boxes = move || {
        let shown = matching.with(|matching| matching.iter().take(MOST).cloned().collect::<Vec<_>>());
        shown.iter().map(|member| choice(people, member)).collect::<Vec<_>>()
    };
    let (id, said) = (set.id, format!("People of {} saved", set.name));
    let submit = move || {
        let after = people.get_untracked();
        let given = after.difference(&before).copied().collect();
        let taken = before.difference(&after).copied().collect();
        form.save(share(id, given, taken), said.clone(), state.all.again);
    };
    let fields = view! {
        <p>"They have what the set gives from their next request on."</p>
        <div role="search">
            <SearchInput label="Search members" value=search on_input=move |typed| search.set(typed) />
        </div>
        <div class="set-people" role="group" aria-label="Members">{boxes}</div>
        <p class="hint" role="status">{move || matching.with(|matching| counted(matching.len()))}</p>
    };
    form.view("Save", submit, fields)
}

fn choice(people: RwSignal<BTreeSet<UserId>>, member: &Member) -> AnyView {
    let user = member.user;
    let label = format!("{} ({})", member.name, member.email);
    let checked = Signal::derive(move || people.with(|people| people.contains(&user)));
    let change = move |wanted: bool| {
        people.update(|people| {
            if wanted {
                people.insert(user);
            } else {
                people.remove(&user);
            }
        });
    };
    view! { <Checkbox label=label checked=checked on_change=change /> }.into_any()
}

/// Gives a set to some and takes it from others.
async fn share(set: SetId, given: Vec<UserId>, taken: Vec<UserId>) -> Result<(), ApiError> {
    if !given.is_empty() {
        give_permission_set(set, given).await?;
    }
    if !taken.is_empty() {
        take_permission_set(set, taken).await?;
    }
    Ok(())
}
