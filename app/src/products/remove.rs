//! Asks before an installer is removed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::installer::Installer;

use super::remove_installer;
use crate::ui::{Confirm, Question, use_toasts};
use crate::who::use_me;

#[component]
pub(super) fn RemoveDialog(
    /// Asks about the one to remove.
    question: Question<Installer>,
    /// Called after success.
    on_removed: Callback<()>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let text = |installer: Installer| {
        format!(
            "{} (version {}, {}) is deleted, and nobody can download it any more. What was installed with it stays.",
            installer.file_name, installer.version, installer.platform
        )
    };
    let remove = move |installer: Installer| {
        question.busy.set(true);
        spawn_local(async move {
            let answer = remove_installer(installer.id).await;
            // The person may have left the page meanwhile.
            if question.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    question.about.set(None);
                    toasts.say("Installer removed");
                    on_removed.run(());
                }
                Err(error) => {
                    me.notice(&error);
                    question.error.set(Some(error.to_string()));
                }
            }
        });
    };
    view! { <Confirm question=question title="Remove Installer" action="Remove" text=text on_confirm=remove /> }
}
