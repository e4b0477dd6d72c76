//! What the page shows and what is selected.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Asked, Listed, Selection, SortBy, list_deployments};
use crate::ApiError;
use crate::ui::effect;
use crate::who::use_me;

/// Typing is waited for so long before it is searched.
const TYPING: Duration = Duration::from_millis(200);

/// The page's state. Every change of what is asked for loads anew; an older answer never overtakes a newer one.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub asked: RwSignal<Asked>,
    pub listed: RwSignal<Option<Listed>>,
    pub error: RwSignal<Option<ApiError>>,
    pub selection: RwSignal<Selection>,
    pub busy: RwSignal<bool>,
    /// Of the last load, and of the last thing typed: what comes late is known by it.
    number: StoredValue<u32>,
    typed: StoredValue<u32>,
}

impl State {
    pub fn new(license: String) -> Self {
        let state = Self {
            asked: RwSignal::new(Asked {
                license,
                search: String::new(),
                sort: SortBy::Activated,
                descending: true,
                page: 0,
            }),
            listed: RwSignal::new(None),
            error: RwSignal::new(None),
            selection: RwSignal::new(Selection::default()),
            busy: RwSignal::new(false),
            number: StoredValue::new(0),
            typed: StoredValue::new(0),
        };
        let me = use_me();
        effect(move || state.load(state.asked.get(), me));
        state
    }

    /// Loads what is asked for once more.
    pub fn reload(self) {
        self.asked.update(|_| ());
    }

    fn load(self, asked: Asked, me: crate::who::Me) {
        let number = self.number.get_value().wrapping_add(1);
        self.number.set_value(number);
        self.busy.set(true);
        spawn_local(async move {
            let answer = list_deployments(asked.clone()).await;
            if self.number.try_get_value() != Some(number) {
                return;
            }
            self.busy.set(false);
            match answer {
                // The last ones of the last page were removed.
                Ok(listed) if listed.deployments.is_empty() && asked.page > 0 => self.turn_to(0),
                Ok(listed) => {
                    self.error.set(None);
                    self.listed.set(Some(listed));
                }
                Err(error) => {
                    me.notice(&error);
                    self.error.set(Some(error));
                }
            }
        });
    }

    /// Searches, once typing has paused.
    pub fn search(self, typed: String) {
        let number = self.typed.get_value().wrapping_add(1);
        self.typed.set_value(number);
        let go = move || {
            if self.typed.try_get_value() == Some(number) {
                self.asked.update(|asked| {
                    asked.search.clone_from(&typed);
                    asked.page = 0;
                });
            }
        };
        set_timeout(go, TYPING);
    }

    /// Sorts by a column, and by the same the other way round.
    pub fn sort(self, by: SortBy) {
        self.asked.update(|asked| {
            asked.descending = asked.sort == by && !asked.descending;
            asked.sort = by;
            asked.page = 0;
        });
    }

    /// Turns to a page, from 0.
    pub fn turn_to(self, page: u64) {
        self.asked.update(|asked| asked.page = page);
    }
}
