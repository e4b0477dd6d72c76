//! Asks before a critical alert user is removed.

use leptos::prelude::*;
use model::critical_alert::AlertUser;

use super::remove_alert_user;
use crate::current_user::use_me;
use crate::form::settle;
use crate::ui::{Confirm, Question, use_toasts};

#[component]
pub(super) fn RemoveDialog(
    /// Asks about the one to remove.
    question: Question<AlertUser>,
    /// Called after success.
    on_removed: Callback<()>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let text = |user: AlertUser| {
        format!(
            "{} no longer gets critical alerts of this organization. The list of sent e-mails is not affected.",
            user.email
        )
    };
    let remove = move |user: AlertUser| {
        settle(question, me, remove_alert_user(user.id), move |()| {
            toasts.say("Alert user removed");
            on_removed.run(());
        });
    };
    view! { <Confirm question=question title="Remove Alert User" action="Remove" text=text on_confirm=remove /> }
}
