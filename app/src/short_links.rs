//! Short links in the browser: what their tokens stand for, as far as this page knows.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::link;

use crate::ApiError;
use crate::list::save_link;
use crate::ui::{Toaster, after, use_toasts};

/// After how long a link is saved once more where the server could not save it.
const AGAIN: Duration = Duration::from_secs(30);

/// The short links that this page knows. A change of the short pairs in an address asks the server for nothing.
#[derive(Clone, Copy)]
pub struct ShortLinks {
    /// What each stands for, and its token: empty as long as the server has not said it.
    known: RwSignal<Vec<(String, String)>>,
    /// Whether it was told that one could not be saved: once is enough.
    told: StoredValue<bool>,
    toasts: Toaster,
}

impl ShortLinks {
    /// None is known.
    pub fn new() -> Self {
        Self { known: RwSignal::new(Vec::new()), told: StoredValue::new(false), toasts: use_toasts() }
    }

    /// The address as it stands in the bar: with a token in place of what is too long, once the server has it. Until then it is
    /// long.
    pub fn short(self, address: &str) -> String {
        let short = || {
            let (path, query) = address.split_once('?')?;
            let (state, others) = link::split(query)?;
            let token = self.known.with(|known| {
                known
                    .iter()
                    .find(|(of, token)| *of == state && !token.is_empty())
                    .map(|(_, token)| token.clone())
            })?;
            Some([path, "?", &link::shortened(&token, &others)].concat())
        };
        short().unwrap_or_else(|| address.to_owned())
    }

    /// The query of the bar with what its token stands for, where that is known.
    pub fn whole(self, search: String) -> String {
        let state = link::token(unmarked(&search)).filter(|token| !token.is_empty()).and_then(|token| {
            self.known.with_untracked(|known| {
                known.iter().find(|(_, of)| of == token).map(|(state, _)| state.clone())
            })
        });
        match state {
            Some(state) => ["?", &link::expanded(unmarked(&search), &state)].concat(),
            None => search,
        }
    }

    /// Takes note of what a token stands for.
    pub fn learn(self, state: String, token: String) {
        self.known.update(|known| {
            known.retain(|(of, _)| *of != state);
            known.push((state, token));
        });
    }

    /// Lets the server save what is too long in an address, unless it has, or is at it. Says so once where it can't.
    pub fn save(self, address: &str) {
        let Some((state, _)) = address.split_once('?').and_then(|(_, query)| link::split(query)) else {
            return;
        };
        if self.known.with(|known| known.iter().any(|(of, _)| *of == state)) {
            return;
        }
        self.known.update_untracked(|known| known.push((state.clone(), String::new())));
        spawn_local(async move {
            match save_link(state.clone()).await {
                Ok(token) => self.learn(state, token),
                Err(error) => self.failed(state, &error),
            }
        });
    }

    fn failed(self, state: String, error: &ApiError) {
        if error.may_pass() {
            let again = move || self.known.update(|known| known.retain(|(of, _)| *of != state));
            after(AGAIN, again);
        }
        // Who only looks into an organization saves nothing.
        if *error != ApiError::NotFound && !self.told.get_value() {
            self.told.set_value(true);
            let text = "This view has no short link yet, and its long address may not reach others. ";
            self.toasts.fail([text, &error.to_string()].concat());
        }
    }
}

/// The token in a query, question mark and all, if it has one.
pub fn token(search: &str) -> Option<String> {
    link::token(unmarked(search)).map(ToOwned::to_owned)
}

fn unmarked(search: &str) -> &str {
    search.strip_prefix('?').unwrap_or(search)
}
