//! Asking before something is done that can't be taken back.

use leptos::prelude::*;

use super::reactive::memo;
use super::{Button, Dialog, DialogFooter, InlineError, Look};

/// What is asked about, and what came of the answer.
pub struct Question<T: 'static> {
    /// What it is about; none while nothing is asked.
    pub about: RwSignal<Option<T>>,
    /// Whether it is being done.
    pub busy: RwSignal<bool>,
    /// Why it was not done.
    pub error: RwSignal<Option<String>>,
}

impl<T> Clone for Question<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Question<T> {}

impl<T: Clone + Send + Sync + 'static> Question<T> {
    /// Nothing is asked yet.
    pub fn new() -> Self {
        Self { about: RwSignal::new(None), busy: RwSignal::new(false), error: RwSignal::new(None) }
    }

    /// Asks.
    pub fn ask(self, about: T) {
        self.error.set(None);
        self.about.set(Some(about));
    }
}

/// The dialog of a [`Question`].
#[component]
pub fn Confirm<T: Clone + Send + Sync + 'static>(
    /// The question.
    question: Question<T>,
    /// Its heading.
    title: &'static str,
    /// What the button says that does it.
    action: &'static str,
    /// What would be done, in sentences.
    #[prop(into)]
    text: Callback<T, String>,
    /// Called with what it is about when it is to be done.
    #[prop(into)]
    on_confirm: Callback<T>,
) -> impl IntoView {
    let Question { about, busy, error } = question;
    let open = memo(move || about.with(Option::is_some));
    let confirm = move |()| {
        if let Some(about) = about.get_untracked() {
            on_confirm.run(about);
        }
    };
    view! {
        <Dialog open=open title=title on_close=move |()| about.set(None)>
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
