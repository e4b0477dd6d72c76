//! Gives a member another home group.

use leptos::prelude::*;
use model::UserId;

use super::picker::GroupPicker;
use super::set_home_group;
use super::state::State;
use crate::form::{DialogForm, FormDialog};

#[component]
pub(super) fn HomeDialog(
    state: State,
    /// The member; None while the dialog is closed.
    about: RwSignal<Option<UserId>>,
) -> impl IntoView {
    let form = move |form: DialogForm| {
        let member =
            untrack(|| state.members()).into_iter().find(|member| Some(member.user) == about.get_untracked());
        let Some(member) = member else { return ().into_any() };
        let home = RwSignal::new(Some(member.home));
        let lead = format!(
            "The role of {}, {}, counts for the licenses in the home group and below. A new home takes effect immediately.",
            member.name, member.role
        );
        let said = format!("Home group of {} changed", member.name);
        let submit = move || {
            if let Some(home) = home.get_untracked() {
                form.save(set_home_group(member.user, home), said.clone(), state.all.again);
            }
        };
        let fields = view! {
            <p>{lead}</p>
            <GroupPicker tree=state.tree label="Home group" chosen=home autofocus=true />
        };
        form.disabled(Signal::derive(move || home.get() == Some(member.home))).view("Change", submit, fields)
    };
    view! { <FormDialog open=about title="Change Home Group" form=form /> }
}
