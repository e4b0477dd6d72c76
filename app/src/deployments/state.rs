//! The page's content and selection.

use std::collections::{HashMap, HashSet};
use std::mem;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::address::Pairs;
use model::deployment::{Deployment, Found, SELECTION_LIMIT, Wanted};
use model::list::last_page;

use super::question::Removal;
use super::{Asked, ListedDeployments, Selection, find_deployments, list_deployments};
use crate::ApiError;
use crate::current_user::{Me, use_me};
use crate::list_query::{Filtering, Order, searched};
use crate::location::{Location, use_location};
use crate::ui::{Debounce, Latest, effect, memo};

/// The page's state. It reloads when `asked` changes; an older response never replaces a newer one.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub asked: RwSignal<Asked>,
    pub listed: RwSignal<Option<ListedDeployments>>,
    pub error: RwSignal<Option<ApiError>>,
    pub selection: RwSignal<Selection>,
    pub busy: RwSignal<bool>,
    /// What the address asks for.
    pub wanted: Memo<Wanted>,
    /// The meaningless parts of the address, in sentences.
    pub problems: Memo<Vec<String>>,
    /// ID and units of every deployment listed so far, including the selected ones.
    seen: StoredValue<HashMap<i64, (String, u32)>>,
    location: Location,
    me: Me,
    latest: Latest,
    /// Stored, because the state is copied a lot.
    typing: StoredValue<Debounce>,
}

impl State {
    pub fn new(license: String) -> Self {
        let location = use_location();
        let (wanted, problems) = location.query(|pairs| Wanted::from_pairs(pairs.iter().copied()));
        let state = Self {
            asked: RwSignal::new(asked(license, wanted.get_untracked())),
            listed: RwSignal::new(None),
            error: RwSignal::new(None),
            selection: RwSignal::new(Selection::default()),
            busy: RwSignal::new(false),
            wanted,
            problems,
            seen: StoredValue::new(HashMap::new()),
            location,
            me: use_me(),
            latest: Latest::new(),
            typing: StoredValue::new(Debounce::typing()),
        };
        effect(move || state.load(state.asked.get()));
        effect(move || state.follow(wanted.get()));
        state
    }

    /// Loads the same part again.
    pub fn reload(self) {
        self.asked.update(|_| ());
    }

    fn load(self, asked: Asked) {
        self.busy.set(true);
        self.latest.ask(list_deployments(asked.clone()), move |answer| {
            self.busy.set(false);
            match answer {
                // The rest of the last page was removed.
                Ok(listed) if listed.deployments.is_empty() && asked.page > 0 => {
                    self.change(true, |wanted| wanted.page = last_page(listed.found));
                }
                Ok(listed) => {
                    self.error.set(None);
                    let row = |row: &Deployment| (row.id, (row.deployment_id.clone(), row.quantity));
                    self.seen.update_value(|seen| seen.extend(listed.deployments.iter().map(row)));
                    self.listed.set(Some(listed));
                }
                Err(error) => self.fail(error),
            }
        });
    }

    fn fail(self, error: ApiError) {
        self.me.notice(&error);
        self.error.try_set(Some(error));
    }

    /// Changes what the address asks for. `replace`, as while typing, adds no entry to the browser's history.
    fn change(self, replace: bool, change: impl FnOnce(&mut Wanted)) {
        let mut wanted = self.wanted.get_untracked();
        change(&mut wanted);
        let mut pairs = Pairs::default();
        self.asked.with_untracked(|asked| pairs.add("license", &asked.license));
        wanted.add_to(&mut pairs);
        self.location.change_query(&pairs.into_query(), replace);
    }

    /// Puts the search into the address, which starts it.
    pub fn look_for(self, typed: String) {
        self.change(true, |wanted| {
            wanted.search = typed;
            wanted.page = 0;
        });
    }

    /// Loads what the address asks for. A search waits for a pause in typing.
    fn follow(self, wanted: Wanted) {
        let (is_same, is_same_search) = self.asked.with_untracked(|before| {
            let next = asked(before.license.clone(), wanted.clone());
            (*before == next, before.search == next.search)
        });
        let load = move || {
            self.asked.update(|before| *before = asked(mem::take(&mut before.license), wanted));
        };
        if is_same_search && !is_same {
            load();
        } else {
            // Also replaces a search that is still waiting.
            self.typing.get_value().call(move || {
                if !is_same {
                    load();
                }
            });
        }
    }

    /// Adds everything that the search finds to the selection.
    pub fn select_found(self) {
        let asked = self.asked.get_untracked();
        spawn_local(async move {
            match find_deployments(asked).await {
                Ok(found) => {
                    self.selection.try_update(|selection| {
                        for Found { id, .. } in &found {
                            selection.set(*id, true);
                        }
                    });
                    let known = |found: Found| (found.id, (found.deployment_id, found.quantity));
                    self.seen.try_update_value(|seen| seen.extend(found.into_iter().map(known)));
                }
                Err(error) => self.fail(error),
            }
        });
    }

    /// Asks before the selection is removed.
    pub fn ask_to_remove(self, about: RwSignal<Option<Removal>>) {
        let numbers = self.selection.with_untracked(Selection::numbers);
        let mut removal = self.seen.with_value(|seen| {
            let known = || numbers.iter().filter_map(|id| seen.get(id));
            Removal {
                deployments: known().map(|(id, _)| id.clone()).collect(),
                units: known().map(|(_, quantity)| u64::from(*quantity)).sum(),
                hidden: 0,
            }
        });
        spawn_local(async move {
            let hidden = self.hidden(numbers).await;
            removal.hidden = hidden;
            about.try_set(Some(removal));
        });
    }

    /// Returns how many of these the search hides, as far as that can be known.
    async fn hidden(self, mut numbers: Vec<i64>) -> usize {
        let asked = self.asked.get_untracked();
        if asked.search.is_empty() {
            return 0;
        }
        // The page shows some of them; the others may be on another page.
        let remove = |numbers: &mut Vec<i64>, shown: HashSet<i64>| numbers.retain(|id| !shown.contains(id));
        let (here, is_all) = self.listed.with_untracked(|listed| {
            let rows = listed.as_ref().map_or(&[][..], |listed| &listed.deployments);
            let found = listed.as_ref().map_or(0, |listed| listed.found);
            (rows.iter().map(|row| row.id).collect(), rows.len() as u64 == found)
        });
        remove(&mut numbers, here);
        if !is_all && !numbers.is_empty() {
            match find_deployments(asked).await {
                Ok(found) if found.len() < SELECTION_LIMIT => {
                    remove(&mut numbers, found.into_iter().map(|found| found.id).collect());
                }
                // With too many matches, this is not known.
                Ok(_) => return 0,
                Err(error) => {
                    self.me.notice(&error);
                    return 0;
                }
            }
        }
        numbers.len()
    }

    /// The order as headings show it, and what changes it.
    pub fn order(self) -> Order {
        let shown = memo(move || self.wanted.with(|wanted| wanted.sort.shown()));
        let sort = move |by: &'static str| {
            self.change(false, |wanted| {
                wanted.sort = wanted.sort.pressed(by);
                wanted.page = 0;
            });
        };
        (shown.into(), Callback::new(sort))
    }

    /// The search. The license is no part of it: a preset finds the same in every license.
    pub fn filtering(self) -> Filtering {
        let write = |wanted: &Wanted| {
            let mut pairs = Pairs::default();
            wanted.add_to(&mut pairs);
            pairs.into_query()
        };
        let show = move |query: String| {
            let mut pairs = Pairs::default();
            self.asked.with_untracked(|asked| pairs.add("license", &asked.license));
            pairs.add_query(&query);
            self.location.change_query(&pairs.into_query(), false);
        };
        let read: Signal<Wanted> = self.wanted.into();
        Filtering::new(read, write, Callback::new(show), |wanted| {
            searched(wanted, &wanted.search, |wanted| wanted.search.clear()).into_iter().collect()
        })
    }

    /// Goes to a page, counted from 0.
    pub fn turn_to(self, page: u64) {
        self.change(false, |wanted| wanted.page = u32::try_from(page).unwrap_or(u32::MAX));
    }
}

fn asked(license: String, wanted: Wanted) -> Asked {
    let Wanted { search, sort, page } = wanted;
    Asked { license, search, sort: sort.column, descending: sort.descending, page: page.into() }
}
