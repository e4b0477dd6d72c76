//! A form being sent, and its errors by field.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ApiError;
use crate::ui::memo;
use crate::who::{Me, use_me};

/// The sending of a form, and its result.
#[derive(Clone, Copy)]
pub struct Submission {
    /// Whether it is being sent.
    pub busy: RwSignal<bool>,
    wrong: RwSignal<Option<ApiError>>,
    me: Me,
}

impl Submission {
    /// Returns the state before the first attempt.
    pub fn new() -> Self {
        Self { busy: RwSignal::new(false), wrong: RwSignal::new(None), me: use_me() }
    }

    /// Sends the form unless it is being sent. The input stays until `on_done`.
    pub fn send<T: 'static>(
        self,
        request: impl Future<Output = Result<T, ApiError>> + 'static,
        on_done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.wrong.set(None);
        spawn_local(async move {
            let answer = request.await;
            // The person may have left the form meanwhile.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(value) => on_done(value),
                Err(error) => {
                    self.me.notice(&error);
                    self.wrong.set(Some(error));
                }
            }
        });
    }

    /// Returns the error of that field; for an empty name, an error that is not about a field.
    pub fn error(self, field: &'static str) -> Memo<Option<String>> {
        memo(move || {
            self.wrong.with(|wrong| match wrong {
                Some(ApiError::Invalid { field: of, message }) => (of == field).then(|| message.clone()),
                Some(other) => field.is_empty().then(|| other.to_string()),
                None => None,
            })
        })
    }

    /// Returns any error.
    pub fn any_error(self) -> Memo<Option<String>> {
        memo(move || self.wrong.with(|wrong| wrong.as_ref().map(ToString::to_string)))
    }
}
