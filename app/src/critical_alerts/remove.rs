//! Asks before a critical alert user is removed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::alert::AlertUser;

use super::remove_alert_user;
use crate::ui::{Confirm, Question, use_toasts};
use crate::who::use_me;

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
            "{} gets no critical alerts of this organization any more. What was sent stays listed.",
            user.email
        )
    };
    let remove = move |user: AlertUser| {
        question.busy.set(true);
        spawn_local(async move {
            let answer = remove_alert_user(user.id).await;
            // The person may have left the page meanwhile.
            if question.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    question.about.set(None);
                    toasts.say("Alert user removed");
                    on_removed.run(());
                }
                Err(error) => {
                    me.notice(&error);
                    question.error.set(Some(error.to_string()));
                }
            }
        });
    };
    view! { <Confirm question=question title="Remove Alert User" action="Remove" text=text on_confirm=remove /> }
}
