//! Asks before an installer is removed.

use leptos::prelude::*;
use model::installer::Installer;

use super::remove_installer;
use crate::current_user::use_me;
use crate::form::settle;
use crate::ui::{Confirm, Question, use_toasts};

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
            "{} (version {}, {}) will be deleted and can no longer be downloaded. Existing installations are not affected.",
            installer.file_name, installer.version, installer.platform
        )
    };
    let remove = move |installer: Installer| {
        settle(question, me, remove_installer(installer.id), move |()| {
            toasts.say("Installer removed");
            on_removed.run(());
        });
    };
    view! { <Confirm question=question title="Remove Installer" action="Remove" text=text on_confirm=remove /> }
}
