//! The page's content. The address holds the search, the filters, the order and the page.

use leptos::prelude::*;
use model::user::{UserList, WantedUsers};

use super::users;
use crate::ApiError;
use crate::current_user::{Me, use_me};
use crate::list_query::{AddressQuery, use_query};
use crate::ui::{Debounce, Latest, effect};

/// The page's state. It reloads when the address changes; an older response never replaces a newer one.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub query: AddressQuery<WantedUsers>,
    pub wanted: Memo<WantedUsers>,
    pub list: RwSignal<Option<UserList>>,
    pub error: RwSignal<Option<ApiError>>,
    pub busy: RwSignal<bool>,
    me: Me,
    latest: Latest,
    typing: Debounce,
}

impl State {
    pub fn new() -> Self {
        let query =
            use_query(|pairs| WantedUsers::from_pairs(pairs.iter().copied()), WantedUsers::to_query_string);
        let state = Self {
            query,
            wanted: query.now,
            list: RwSignal::new(None),
            error: RwSignal::new(None),
            busy: RwSignal::new(false),
            me: use_me(),
            latest: Latest::new(),
            typing: Debounce::typing(),
        };
        effect(move || state.load(state.wanted.get()));
        state
    }

    /// Names everything in the address that does not exist, in sentences (R19). Other people's things don't exist (R3).
    pub fn problems(self) -> Vec<String> {
        let mut told: Vec<_> = self.query.problem().get().into_iter().collect();
        self.list.with(|list| {
            let Some(list) = list else { return };
            self.wanted.with(|wanted| {
                let is_there = |id: i64| list.organizations.iter().any(|(known, ..)| *known == id);
                for id in wanted.organizations.iter().filter(|id| !is_there(**id)) {
                    told.push(format!(
                        "The address contains the organization “{id}”, which does not exist or is not yours."
                    ));
                }
                for role in wanted.roles.iter().filter(|role| !list.roles.contains(role)) {
                    told.push(format!("The address contains the role “{role}”, which nobody here has."));
                }
            });
        });
        told
    }

    /// Loads the same users again.
    pub fn reload(self) {
        self.load(self.wanted.get_untracked());
    }

    /// Searches after a pause in typing.
    pub fn search(self, typed: String) {
        self.typing.call(move || self.query.change(true, |wanted| wanted.search = typed));
    }

    fn load(self, wanted: WantedUsers) {
        self.busy.set(true);
        self.latest.ask(users(wanted), move |answer| {
            self.busy.set(false);
            match answer {
                // The page has lost its last user, or the address asks for a page that never existed.
                Ok(list) if list.users.is_empty() && list.found > 0 => {
                    self.query.turn_to(list.last_page().into(), true);
                }
                Ok(list) => {
                    self.error.set(None);
                    self.list.set(Some(list));
                }
                Err(error) => {
                    self.me.notice(&error);
                    self.error.set(Some(error));
                }
            }
        });
    }
}
