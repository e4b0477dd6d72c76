//! Loading: a skeleton, then the content, or the error with a button to try again.

use std::future::Future;

use leptos::prelude::*;

use crate::ApiError;
use crate::ui::{Button, InlineError, Latest, Skeleton, live};

/// Content that the page loads, at once and again on request.
pub struct Loading<T: 'static> {
    answer: RwSignal<Option<Result<T, ApiError>>>,
    /// Loads it again. The old content is shown until the new content has arrived.
    pub again: Callback<()>,
}

impl<T> Clone for Loading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Loading<T> {}

impl<T: Clone + Send + Sync + 'static> Loading<T> {
    /// Starts to load.
    pub fn new<F>(request: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        let (answer, latest) = (RwSignal::new(None), Latest::new());
        let again = Callback::new(move |()| latest.ask(request(), move |loaded| answer.set(Some(loaded))));
        again.run(());
        Self { answer, again }
    }

    /// Returns the response; None until it arrives.
    pub fn get(self) -> Option<Result<T, ApiError>> {
        self.answer.get()
    }

    /// Returns a part of the content; None without content.
    pub fn read<P>(self, read: impl FnOnce(&T) -> P) -> Option<P> {
        self.answer.with(|answer| answer.as_ref()?.as_ref().ok().map(read))
    }

    /// Returns the view. The skeleton has that many lines, and `label` says what is being loaded.
    pub fn view(
        self,
        lines: usize,
        label: &'static str,
        show: impl Fn(T) -> AnyView + Send + 'static,
    ) -> AnyView {
        live(move || answered(self.get(), lines, label, Some(self.again), &show))
    }

    /// Returns the view as [`view`](Self::view) does, without a button to try again.
    pub fn view_once(
        self,
        lines: usize,
        label: &'static str,
        show: impl Fn(T) -> AnyView + Send + 'static,
    ) -> AnyView {
        live(move || answered(self.get(), lines, label, None, &show))
    }
}

/// Shows a response: a skeleton until it arrives, then the content, or the error with a button that calls `again`.
pub fn answered<T>(
    answer: Option<Result<T, ApiError>>,
    lines: usize,
    label: &'static str,
    again: Option<Callback<()>>,
    show: impl FnOnce(T) -> AnyView,
) -> AnyView {
    match answer {
        None => view! { <Skeleton lines=lines label=label /> }.into_any(),
        Some(Ok(content)) => show(content),
        Some(Err(error)) => failed(&error, again),
    }
}

/// Shows an error, with a button "Try again" that calls `again`.
pub fn failed(error: &ApiError, again: Option<Callback<()>>) -> AnyView {
    let message = error.to_string();
    match again {
        Some(again) => view! {
            <InlineError message=message>
                <Button on_click=again>"Try again"</Button>
            </InlineError>
        }
        .into_any(),
        None => view! { <InlineError message=message /> }.into_any(),
    }
}
