//! Removing the selection: asks first, and says what is freed.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::State;
use super::{Selection, remove_deployments};
use crate::ui::{Button, Dialog, DialogFooter, InlineError, Look, use_toasts};
use crate::who::use_me;

#[component]
pub(super) fn RemoveDialog(state: State, open: RwSignal<bool>) -> impl IntoView {
    let (me, toasts) = (use_me(), use_toasts());
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let count = move || state.selection.with(Selection::len);
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
                Ok((removed, units)) => {
                    open.set(false);
                    state.selection.set(Selection::default());
                    state.reload();
                    toasts.say(format!(
                        "{} removed, {} freed",
                        deployments(removed),
                        super::page::units(units)
                    ));
                }
                Err(failed) => {
                    me.notice(&failed);
                    error.set(Some(failed.to_string()));
                }
            }
        });
    };
    view! {
        <Dialog open=open title="Remove deployments" on_close=move |()| open.set(false)>
            <div class="stack">
                <InlineError message=error />
                <p>{move || {
                    let count = count() as u64;
                    format!(
                        "Remove {} from this license? Their units are free at once, for other deployments. A product that is \
                         removed here goes on until it asks for its license again; it is then refused if no unit is left.",
                        deployments(count)
                    )
                }}</p>
                <DialogFooter>
                    <Button on_click=move |()| open.set(false)>"Keep them"</Button>
                    <Button look=Look::Primary busy=busy on_click=remove>
                        {move || format!("Remove {}", deployments(count() as u64))}
                    </Button>
                </DialogFooter>
            </div>
        </Dialog>
    }
}

/// A number of deployments with its unit (R20).
pub(super) fn deployments(count: u64) -> String {
    if count == 1 { "1 deployment".to_owned() } else { format!("{count} deployments") }
}
