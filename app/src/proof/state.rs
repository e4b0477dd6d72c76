//! Dangerous requests: if the server asks, the person first proves who they are.

use futures::channel::oneshot::{Sender, channel};
use leptos::prelude::*;

use crate::ApiError;

/// Asks the person to prove who they are if the server wants it; [`ProveDialog`](super::ProveDialog) shows the question.
#[derive(Clone, Copy)]
pub struct Prover {
    /// Whether it is asking.
    pub(super) open: RwSignal<bool>,
    waiting: StoredValue<Option<Sender<bool>>, LocalStorage>,
}

impl Prover {
    /// Returns a prover that is not asking.
    pub fn new() -> Self {
        Self { open: RwSignal::new(false), waiting: StoredValue::new_local(None) }
    }

    /// Sends a request. If the server wants a proof, asks the person and sends the request again.
    pub async fn proved<T, F>(self, request: impl Fn() -> F) -> Result<T, ApiError>
    where
        F: Future<Output = Result<T, ApiError>>,
    {
        match request().await {
            Err(ApiError::ProveAgain) if self.ask().await => request().await,
            answer => answer,
        }
    }

    /// Returns whether the person proved who they are; false if they close the dialog or leave the page.
    async fn ask(self) -> bool {
        let (sender, answer) = channel();
        self.waiting.set_value(Some(sender));
        self.open.set(true);
        answer.await.unwrap_or(false)
    }

    /// Closes the dialog, and repeats the request or drops it.
    pub(super) fn settle(self, proved: bool) {
        self.open.set(false);
        if let Some(waiting) = self.waiting.try_update_value(Option::take).flatten() {
            // The page that waited may be gone.
            let _ = waiting.send(proved);
        }
    }
}
