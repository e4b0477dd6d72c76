//! Takes a move back, for a minute.

use std::time::Duration;

use leptos::prelude::*;
use model::pools::{Moved, UNDO_SECONDS};

use super::state::State;
use super::undo_pool_move;
use super::words::{path, pools};
use crate::form::Submission;
use crate::ui::{Button, InlineError, after, dom, effect, use_toasts};

/// The line about the latest move, with its button.
#[component]
pub(super) fn UndoLine(state: State) -> impl IntoView {
    let moved = state.moved;
    effect(move || {
        let Some(at) = moved.with(|moved| moved.as_ref().map(|moved| moved.at)) else { return };
        after(Duration::from_secs(UNDO_SECONDS.unsigned_abs()), move || {
            let is_same =
                moved.try_with_untracked(|moved| moved.as_ref().is_some_and(|moved| moved.at == at));
            if is_same == Some(true) {
                moved.set(None);
            }
        });
    });
    view! {
        <div class="pool-undo" role="status">
            {move || moved.get().map(|moved| line(state, moved))}
        </div>
    }
}

fn line(state: State, moved: Moved) -> AnyView {
    let (submission, toasts) = (Submission::new(), use_toasts());
    let text = format!("{} moved to {}.", pools(moved.back.len() as u64), path(&moved.to));
    let undo = move |()| {
        submission.send(undo_pool_move(moved.clone()), move |()| {
            state.moved.set(None);
            toasts.say("Move undone");
            state.changed();
            // The pressed button disappears.
            dom::focus_soon(dom::HEADING);
        });
    };
    view! {
        <span>{text}</span>
        <Button busy=submission.busy on_click=undo>"Undo"</Button>
        <InlineError message=submission.any_error() />
    }
    .into_any()
}
