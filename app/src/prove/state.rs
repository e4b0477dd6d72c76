//! Doing what is dangerous: once the person has proved again who it is, where the server asks for that.

use futures::channel::oneshot::{Sender, channel};
use leptos::prelude::*;

use crate::ApiError;

/// Asks the person who it is, where the server wants that; [`ProveDialog`](super::ProveDialog) is its face.
#[derive(Clone, Copy)]
pub struct Prover {
    /// Whether it asks.
    pub(super) open: RwSignal<bool>,
    waiting: StoredValue<Option<Sender<bool>>, LocalStorage>,
}

impl Prover {
    /// Asks nothing yet.
    pub fn new() -> Self {
        Self { open: RwSignal::new(false), waiting: StoredValue::new_local(None) }
    }

    /// Sends a request; when the server asks to prove who one is, the person is asked, and the request is sent once more.
    pub async fn proved<T, F>(self, request: impl Fn() -> F) -> Result<T, ApiError>
    where
        F: Future<Output = Result<T, ApiError>>,
    {
        match request().await {
            Err(ApiError::ProveAgain) if self.ask().await => request().await,
            answer => answer,
        }
    }

    /// Whether the person has proved who it is; not, when it closes the dialog or leaves the page.
    async fn ask(self) -> bool {
        let (sender, answer) = channel();
        self.waiting.set_value(Some(sender));
        self.open.set(true);
        answer.await.unwrap_or(false)
    }

    /// Closes the dialog, and lets the request go on or not.
    pub(super) fn settle(self, proved: bool) {
        self.open.set(false);
        if let Some(waiting) = self.waiting.try_update_value(Option::take).flatten() {
            // Whoever waited may have left.
            let _ = waiting.send(proved);
        }
    }
}
