//! Asks before an irreversible action.

use leptos::prelude::*;

use super::{Button, Dialog, DialogFooter, InlineError, Look};

/// A question and its answer.
pub struct Question<T: 'static> {
    /// The object of the question; None while the dialog is closed.
    pub about: RwSignal<Option<T>>,
    /// Whether the action is running.
    pub busy: RwSignal<bool>,
    /// Why the action failed.
    pub error: RwSignal<Option<String>>,
}

impl<T> Clone for Question<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Question<T> {}

impl<T: Clone + Send + Sync + 'static> Question<T> {
    /// Returns a closed question.
    pub fn new() -> Self {
        Self { about: RwSignal::new(None), busy: RwSignal::new(false), error: RwSignal::new(None) }
    }

    /// Opens the dialog.
    pub fn ask(self, about: T) {
        self.error.set(None);
        self.about.set(Some(about));
    }
}

/// The dialog of a [`Question`].
#[component]
pub fn Confirm<T: Clone + Send + Sync + 'static>(
    /// The question to show.
    question: Question<T>,
    /// The heading.
    title: &'static str,
    /// The label of the button that confirms.
    action: &'static str,
    /// Returns what the action would do, in sentences.
    #[prop(into)]
    text: Callback<T, String>,
    /// Called with the object of the question after the person confirms.
    #[prop(into)]
    on_confirm: Callback<T>,
) -> impl IntoView {
    let Question { about, busy, error } = question;
    let confirm = move |()| {
        if let Some(about) = about.get_untracked() {
            on_confirm.run(about);
        }
    };
    view! {
        <Dialog open=about title=title>
            <div class="stack">
                <p>{move || about.get().map(|about| text.run(about))}</p>
                <InlineError message=error />
                <DialogFooter>
                    <Button on_click=move |()| about.set(None)>"Cancel"</Button>
                    <Button look=Look::Primary busy=busy on_click=confirm>{action}</Button>
                </DialogFooter>
            </div>
        </Dialog>
    }
}
