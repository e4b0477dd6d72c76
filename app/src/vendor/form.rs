//! What the console's dialogs share: sending, and what is wrong with which field.

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::Day;

use crate::ApiError;
use crate::ui::{Button, DialogFooter, InlineError, Look};
use crate::who::{Me, use_me};

/// A form that is sent, and what came of it.
#[derive(Clone, Copy)]
pub(super) struct Sending {
    me: Me,
    busy: RwSignal<bool>,
    wrong: RwSignal<Option<ApiError>>,
}

impl Sending {
    /// Nothing is sent yet.
    pub fn new() -> Self {
        Self { me: use_me(), busy: RwSignal::new(false), wrong: RwSignal::new(None) }
    }

    /// What is wrong with that field; with the empty one, what is wrong with the whole.
    pub fn error(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.wrong.with(|wrong| match wrong {
                Some(ApiError::Invalid { field: of, message }) => (of == field).then(|| message.clone()),
                Some(other) => field.is_empty().then(|| other.to_string()),
                None => None,
            })
        })
    }

    /// Sends it unless it is on its way, and calls `done` once it is taken. `work` makes what is sent of what is
    /// typed, or says what is wrong with it.
    pub fn send<T: 'static, F: Future<Output = Result<T, ApiError>> + 'static>(
        self,
        work: impl FnOnce() -> Result<F, ApiError>,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        let work = match work() {
            Ok(work) => work,
            Err(error) => return self.wrong.set(Some(error)),
        };
        self.busy.set(true);
        self.wrong.set(None);
        spawn_local(async move {
            let answer = work.await;
            // The dialog may have been closed meanwhile.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(answer) => done(answer),
                Err(error) => {
                    self.me.notice(&error);
                    self.wrong.set(Some(error));
                }
            }
        });
    }
}

/// A form in a dialog, with its buttons.
#[component]
pub(super) fn DialogForm(
    sending: Sending,
    /// What the button says that sends it.
    action: &'static str,
    /// Called when it is to be sent.
    on_submit: Callback<()>,
    /// Called when the person does not want to.
    on_cancel: Callback<()>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_submit.run(());
    };
    view! {
        <form novalidate on:submit=submit>
            {children()}
            <InlineError message=sending.error("") />
            <DialogFooter>
                <Button on_click=on_cancel>"Cancel"</Button>
                <Button look=Look::Primary submit=true busy=sending.busy>{action}</Button>
            </DialogFooter>
        </form>
    }
}

/// A day as typed; none when nothing is.
pub(super) fn day(field: &str, typed: &str) -> Result<Option<Day>, ApiError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = || ApiError::invalid(field, "A day looks like 2026-11-22.");
    Day::from_iso(typed).map(Some).ok_or_else(wrong)
}

/// A number of units as typed.
pub(super) fn units(field: &str, typed: &str) -> Result<i64, ApiError> {
    typed.trim().parse().map_err(|_| ApiError::invalid(field, "Units are a whole number, such as 25."))
}
