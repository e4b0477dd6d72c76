//! Asks before a role is removed.

use leptos::prelude::*;
use model::role::Role;

use super::remove_role;
use crate::current_user::use_me;
use crate::form::settle;
use crate::ui::{Confirm, Question, use_toasts};

#[component]
pub(super) fn RemoveDialog(
    /// Asks about the one to remove.
    question: Question<Role>,
    /// Called after success.
    on_removed: Callback<()>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let text = |role: Role| {
        format!(
            "{} will be removed permanently. It can no longer be assigned or used for invitations.",
            role.name
        )
    };
    let remove = move |role: Role| {
        settle(question, me, remove_role(role.id), move |()| {
            toasts.say(format!("{} removed", role.name));
            on_removed.run(());
        });
    };
    view! { <Confirm question=question title="Remove Role" action="Remove" text=text on_confirm=remove /> }
}
