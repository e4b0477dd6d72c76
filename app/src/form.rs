//! Forms: sent once at a time; typed text is kept, and errors appear at their field (R19).

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ApiError;
use crate::ui::{Question, dom};
use crate::who::{Me, use_me};

/// The sending of a form, and the error of the last attempt.
#[derive(Clone, Copy)]
pub struct Sending {
    /// True while it is being sent.
    pub busy: RwSignal<bool>,
    wrong: RwSignal<Option<ApiError>>,
    me: Me,
}

impl Sending {
    /// Returns the state before the first attempt.
    pub fn new() -> Self {
        Self { busy: RwSignal::new(false), wrong: RwSignal::new(None), me: use_me() }
    }

    /// Returns the error of that field; for an empty name, the one about the whole form.
    pub fn at(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.wrong.with(|wrong| match wrong {
                Some(ApiError::Invalid { field: of, message }) => (of == field).then(|| message.clone()),
                Some(other) => field.is_empty().then(|| other.to_string()),
                None => None,
            })
        })
    }

    /// Shows an error before anything is sent.
    pub fn refuse(self, field: &str, message: impl Into<String>) {
        self.tell(ApiError::invalid(field, message));
    }

    fn tell(self, error: ApiError) {
        // Focuses the field with the error.
        if matches!(&error, ApiError::Invalid { field, .. } if !field.is_empty()) {
            dom::focus_soon(dom::INVALID);
        }
        self.wrong.set(Some(error));
    }

    /// Turns the input into a request or shows its error, then goes on as [`send`](Self::send).
    pub fn send_checked<T: 'static, F: Future<Output = Result<T, ApiError>> + 'static>(
        self,
        work: impl FnOnce() -> Result<F, ApiError>,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        match work() {
            Ok(work) => self.send(work, done),
            Err(error) => self.tell(error),
        }
    }

    /// Sends the form unless it is being sent, and calls `done` with the result of a success.
    pub fn send<T: 'static>(
        self,
        answer: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.wrong.set(None);
        spawn_local(async move {
            let answer = answer.await;
            // The person may have left the page meanwhile.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(value) => done(value),
                Err(error) => {
                    self.me.notice(&error);
                    self.tell(error);
                }
            }
        });
    }
}

/// Does what a question asked about. Closes it on success, and shows the error in it otherwise.
pub fn settle<Q: Clone + Send + Sync + 'static, T: 'static>(
    question: Question<Q>,
    me: Me,
    answer: impl Future<Output = Result<T, ApiError>> + 'static,
    done: impl FnOnce(T) + 'static,
) {
    question.busy.set(true);
    spawn_local(async move {
        let answer = answer.await;
        // The person may have left the page meanwhile.
        if question.busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(answer) => {
                question.about.set(None);
                done(answer);
            }
            Err(error) => {
                me.notice(&error);
                question.error.set(Some(error.to_string()));
            }
        }
    });
}
