//! Asks before the selection is removed, and says what that frees.

use leptos::prelude::*;

use super::question::{Removal, deployments, units};
use super::state::State;
use super::{Selection, remove_deployments};
use crate::form::Submission;
use crate::ui::{Button, Dialog, DialogFooter, InlineError, Look, dom, use_toasts};

#[component]
pub(super) fn RemoveDialog(
    /// The page's state.
    state: State,
    /// The removal to confirm; None while the dialog is closed.
    about: RwSignal<Option<Removal>>,
) -> impl IntoView {
    let content = move || about.get_untracked().map(|removal| content(state, about, &removal));
    view! { <Dialog open=about title="Remove deployments">{content()}</Dialog> }
}

fn content(state: State, about: RwSignal<Option<Removal>>, removal: &Removal) -> AnyView {
    let (submission, toasts) = (Submission::new(), use_toasts());
    let remove = move |()| {
        let license = state.asked.with_untracked(|asked| asked.license.clone());
        let numbers = state.selection.get_untracked().numbers();
        submission.send(remove_deployments(license, numbers), move |(removed, freed)| {
            about.set(None);
            state.selection.set(Selection::default());
            state.reload();
            toasts.say(format!("{} removed, {} freed", deployments(removed), units(freed)));
            // With nothing selected, the button that opened the dialog is disabled.
            dom::focus_soon(dom::HEADING);
        });
    };
    let action = format!("Remove {}", deployments(removal.deployments.len() as u64));
    let told = [Some(removal.question()), removal.names(), removal.hidden()];
    let told: Vec<_> = told.into_iter().flatten().map(|text| view! { <p>{text}</p> }.into_any()).collect();
    view! {
        <div class="stack">
            <InlineError message=submission.any_error() />
            {told}
            <DialogFooter>
                <Button on_click=move |()| about.set(None)>"Keep them"</Button>
                <Button look=Look::Primary busy=submission.busy on_click=remove>
                    {action}
                </Button>
            </DialogFooter>
        </div>
    }
    .into_any()
}
