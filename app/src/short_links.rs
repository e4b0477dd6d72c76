//! Short links in the browser: the tokens that this page can resolve.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;
use model::link;

use crate::ApiError;
use crate::later::{Part, part};
use crate::list::save_link;
use crate::ui::{Toaster, after, use_toasts};

/// How long to wait before saving a link again after the server could not.
const AGAIN: Duration = Duration::from_secs(30);

/// The short links that this page knows. Changing the short pairs in an address needs no request.
#[derive(Clone, Copy)]
pub struct ShortLinks {
    /// Each long part with its token, which is empty until the server answers.
    known: RwSignal<Vec<(String, String)>>,
    /// Whether an error about saving was shown: once is enough.
    told: StoredValue<bool>,
    toasts: Toaster,
}

impl ShortLinks {
    /// Returns the state without any links.
    pub fn new() -> Self {
        Self { known: RwSignal::new(Vec::new()), told: StoredValue::new(false), toasts: use_toasts() }
    }

    /// Returns the address for the bar: with a token in place of the long part, once the server has saved it, and long until then.
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

    /// Returns the bar's query with its token resolved, if known.
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

    /// Remembers the long part of a token.
    pub fn learn(self, state: String, token: String) {
        self.known.update(|known| {
            known.retain(|(of, _)| *of != state);
            known.push((state, token));
        });
    }

    /// Makes the server save the long part of an address, unless it has or is doing so. Reports a failure once.
    pub fn save(self, address: &str) {
        let Some((state, _)) = address.split_once('?').and_then(|(_, query)| link::split(query)) else {
            return;
        };
        if self.known.with(|known| known.iter().any(|(of, _)| *of == state)) {
            return;
        }
        self.known.update_untracked(|known| known.push((state.clone(), String::new())));
        spawn_local(async move {
            if saved(self, state.clone()).await.is_err() {
                self.try_again(state);
            }
        });
    }

    fn failed(self, state: String, error: &ApiError) {
        if error.may_pass() {
            self.try_again(state);
        }
        // Staff who view an organization can't save links.
        if *error != ApiError::NotFound && !self.told.get_value() {
            self.told.set_value(true);
            let text = "This view has no short link yet, and its long address may not work for others. ";
            self.toasts.fail([text, &error.to_string()].concat());
        }
    }

    /// Lets the link be saved again after a while.
    fn try_again(self, state: String) {
        after(AGAIN, move || self.known.update(|known| known.retain(|(of, _)| *of != state)));
    }
}

/// Makes the server save the long part of an address.
#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn saved(links: ShortLinks, state: String) -> Part<()> {
    spawn_local(async move {
        match save_link(state.clone()).await {
            Ok(token) => links.learn(state, token),
            Err(error) => links.failed(state, &error),
        }
    });
    part(())
}

/// Returns the token in a query with its question mark, if there is one.
pub fn token(search: &str) -> Option<String> {
    link::token(unmarked(search)).map(ToOwned::to_owned)
}

fn unmarked(search: &str) -> &str {
    search.strip_prefix('?').unwrap_or(search)
}
