//! A form on its way: whether it is, and what is wrong with which field.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ApiError;
use crate::ui::memo;
use crate::who::{Me, use_me};

/// What a form sends, and what came of it.
#[derive(Clone, Copy)]
pub struct Submission {
    /// Whether it is on its way.
    pub busy: RwSignal<bool>,
    wrong: RwSignal<Option<ApiError>>,
    me: Me,
}

impl Submission {
    /// Nothing is sent yet.
    pub fn new() -> Self {
        Self { busy: RwSignal::new(false), wrong: RwSignal::new(None), me: use_me() }
    }

    /// Sends it, unless it is on its way already. What was typed stays where it is until `on_done`.
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
            // The form may have been left meanwhile.
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

    /// What is wrong with that field; for the empty name, what is not about a field.
    pub fn error(self, field: &'static str) -> Memo<Option<String>> {
        memo(move || {
            self.wrong.with(|wrong| match wrong {
                Some(ApiError::Invalid { field: of, message }) => (of == field).then(|| message.clone()),
                Some(other) => field.is_empty().then(|| other.to_string()),
                None => None,
            })
        })
    }

    /// What is wrong, whatever it is about.
    pub fn any_error(self) -> Memo<Option<String>> {
        memo(move || self.wrong.with(|wrong| wrong.as_ref().map(ToString::to_string)))
    }
}
