//! The submission of a form.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ApiError;
use crate::current_user::{Me, use_me};
use crate::ui::{Question, dom};

/// A request that returns what to do after a success. Boxed, so that the code around it is compiled once.
type Request = Pin<Box<dyn Future<Output = Result<Box<dyn FnOnce()>, ApiError>>>>;

/// The submission of a form, and the error of the last attempt.
#[derive(Clone, Copy)]
pub struct Submission {
    /// True while it is being sent.
    pub busy: RwSignal<bool>,
    wrong: RwSignal<Option<ApiError>>,
    me: Me,
}

impl Submission {
    /// Returns the state before the first attempt.
    pub fn new() -> Self {
        Self { busy: RwSignal::new(false), wrong: RwSignal::new(None), me: use_me() }
    }

    /// Returns the error of that field; for an empty name, the one about the whole form.
    pub fn error(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.wrong.with(|wrong| match wrong {
                Some(ApiError::Invalid { field: of, message }) => (of == field).then(|| message.clone()),
                Some(other) => field.is_empty().then(|| other.to_string()),
                None => None,
            })
        })
    }

    /// Returns any error, for a control without fields.
    pub fn any_error(self) -> Signal<Option<String>> {
        Signal::derive(move || self.wrong.with(|wrong| wrong.as_ref().map(ToString::to_string)))
    }

    /// Shows an error before anything is sent.
    pub fn refuse(self, field: &str, message: impl Into<String>) {
        self.fail(ApiError::invalid(field, message));
    }

    fn fail(self, error: ApiError) {
        // Focuses the field with the error.
        if matches!(&error, ApiError::Invalid { field, .. } if !field.is_empty()) {
            dom::focus_soon(dom::INVALID);
        }
        self.wrong.set(Some(error));
    }

    /// Sends the request that was made of the input, or shows why there is none.
    pub fn send_checked<T: 'static>(
        self,
        request: Result<impl Future<Output = Result<T, ApiError>> + 'static, ApiError>,
        done: impl FnOnce(T) + 'static,
    ) {
        match request {
            Ok(request) => self.send(request, done),
            Err(error) if !self.busy.get_untracked() => self.fail(error),
            Err(_) => (),
        }
    }

    /// Sends the form unless it is being sent, and calls `done` with the result of a success.
    pub fn send<T: 'static>(
        self,
        request: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.wrong.set(None);
        run(self.busy, boxed(request, done), move |error| {
            self.me.notice(&error);
            self.fail(error);
        });
    }
}

/// Does what a question asked about. Closes it on success, and shows the error in it otherwise.
pub fn settle<Q: Clone + Send + Sync + 'static, T: 'static>(
    question: Question<Q>,
    me: Me,
    request: impl Future<Output = Result<T, ApiError>> + 'static,
    done: impl FnOnce(T) + 'static,
) {
    question.busy.set(true);
    let done = move |value| {
        question.about.set(None);
        done(value);
    };
    run(question.busy, boxed(request, done), move |error| {
        me.notice(&error);
        question.error.set(Some(error.to_string()));
    });
}

fn boxed<T: 'static>(
    request: impl Future<Output = Result<T, ApiError>> + 'static,
    done: impl FnOnce(T) + 'static,
) -> Request {
    Box::pin(async move {
        let value = request.await?;
        Ok(Box::new(move || done(value)) as Box<dyn FnOnce()>)
    })
}

fn run(busy: RwSignal<bool>, request: Request, fail: impl FnOnce(ApiError) + 'static) {
    spawn_local(async move {
        let answer = request.await;
        // The person may have left the page in the meantime.
        if busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(done) => done(),
            Err(error) => fail(error),
        }
    });
}
