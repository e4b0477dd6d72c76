//! Asks before the selection is removed, and says what that frees.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::question::{Removal, deployments, units};
use super::state::State;
use super::{Selection, remove_deployments};
use crate::ui::{Button, Dialog, DialogFooter, InlineError, Look, dom, memo, use_toasts};
use crate::who::use_me;

#[component]
pub(super) fn RemoveDialog(
    /// The page's state.
    state: State,
    /// The removal to confirm; None while the dialog is closed.
    about: RwSignal<Option<Removal>>,
) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let open = memo(move || about.with(Option::is_some));
    let close = move |()| {
        error.set(None);
        about.set(None);
    };
    let told = move |read: fn(&Removal) -> Option<String>| {
        move || {
            let text = about.with(|about| about.as_ref().and_then(read));
            text.map(|text| view! { <p>{text}</p> }.into_any())
        }
    };
    let count = move || about.with(|about| about.as_ref().map_or(0, |about| about.deployments.len() as u64));
    let remove = move |()| {
        let (license, numbers) = (
            state.asked.with_untracked(|asked| asked.license.clone()),
            state.selection.get_untracked().numbers(),
        );
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let answer = remove_deployments(license, numbers).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok((removed, freed)) => {
                    about.set(None);
                    state.selection.set(Selection::default());
                    state.reload();
                    toasts.say(format!("{} removed, {} freed", deployments(removed), units(freed)));
                    // With nothing selected, the button that opened the dialog is disabled.
                    dom::focus_soon(dom::HEADING);
                }
                Err(failed) => {
                    me.notice(&failed);
                    error.set(Some(failed.to_string()));
                }
            }
        });
    };
    view! {
        <Dialog open=open title="Remove deployments" on_close=close>
            <div class="stack">
                <InlineError message=error />
                {told(|removal| Some(removal.question()))}
                {told(Removal::names)}
                {told(Removal::hidden)}
                <DialogFooter>
                    <Button on_click=close>"Keep them"</Button>
                    <Button look=Look::Primary busy=busy on_click=remove>
                        {move || format!("Remove {}", deployments(count()))}
                    </Button>
                </DialogFooter>
            </div>
        </Dialog>
    }
}
