//! Forms that are sent to the server: once at a time, what was typed kept, what is wrong told at its place (R19).

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ApiError;
use crate::ui::{Question, dom};
use crate::who::{Me, use_me};

/// A form's sending, and why it was not taken the last time.
#[derive(Clone, Copy)]
pub struct Sending {
    /// Whether it is under way.
    pub busy: RwSignal<bool>,
    wrong: RwSignal<Option<ApiError>>,
    me: Me,
}

impl Sending {
    /// Nothing has been sent yet.
    pub fn new() -> Self {
        Self { busy: RwSignal::new(false), wrong: RwSignal::new(None), me: use_me() }
    }

    /// What is wrong with that field; with an empty name, with the whole.
    pub fn at(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.wrong.with(|wrong| match wrong {
                Some(ApiError::Invalid { field: of, message }) => (of == field).then(|| message.clone()),
                Some(other) => field.is_empty().then(|| other.to_string()),
                None => None,
            })
        })
    }

    /// Tells what is wrong before anything is sent.
    pub fn refuse(self, field: &str, message: impl Into<String>) {
        self.tell(ApiError::invalid(field, message));
    }

    fn tell(self, error: ApiError) {
        // What is wrong has the focus.
        if matches!(&error, ApiError::Invalid { field, .. } if !field.is_empty()) {
            dom::focus_soon(dom::INVALID);
        }
        self.wrong.set(Some(error));
    }

    /// Makes what is sent of what is typed, or tells what is wrong with it; then as [`send`](Self::send).
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

    /// Sends, unless that is under way already, and calls `done` with what came of it when it was taken.
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
            // The page may have been left meanwhile.
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

/// Does what a question was about: closes it when that was done, and else says there why not.
pub fn settle<Q: Clone + Send + Sync + 'static, T: 'static>(
    question: Question<Q>,
    me: Me,
    answer: impl Future<Output = Result<T, ApiError>> + 'static,
    done: impl FnOnce(T) + 'static,
) {
    question.busy.set(true);
    spawn_local(async move {
        let answer = answer.await;
        // The page may have been left meanwhile.
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
