//! The page's content. The address holds search, filters, order and page.

use std::collections::BTreeSet;

use leptos::prelude::*;
use model::groups::Group;
use model::pools::{Moved, Pool, PoolId, PoolQuery};

use super::list_pools;
use super::selection::Selection;
use crate::access_groups::group_tree;
use crate::list_query::{AddressQuery, use_query};
use crate::loading::Loading;
use crate::paged::{PageOf, Paged};
use crate::ui::effect;

/// The page's state. It reloads when the address changes.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub query: AddressQuery<PoolQuery>,
    paged: StoredValue<Paged<Pool>>,
    /// How many licenses each of the five filters has.
    pub counts: RwSignal<[u64; 5]>,
    /// The path of the group in the address; None if there is none such.
    pub of_group: RwSignal<Option<Vec<String>>>,
    pub selection: Selection,
    /// The opened pools.
    pub open: RwSignal<BTreeSet<PoolId>>,
    /// The row that Tab leads to: its key.
    pub current: RwSignal<Option<String>>,
    groups: StoredValue<Loading<Vec<Group>>>,
    /// The latest move, while it can be undone.
    pub moved: RwSignal<Option<Moved>>,
    /// Counts loadings, so that opened pools load again, too.
    pub round: RwSignal<u32>,
}

impl State {
    pub fn new() -> Self {
        let query =
            use_query(|pairs| PoolQuery::from_pairs(pairs.iter().copied()), PoolQuery::to_query_string);
        let paged = Paged::new();
        let state = Self {
            query,
            paged: StoredValue::new(paged),
            counts: RwSignal::new([0; 5]),
            of_group: RwSignal::new(None),
            selection: Selection::new(),
            open: RwSignal::new(BTreeSet::new()),
            current: RwSignal::new(None),
            groups: StoredValue::new(Loading::new(group_tree)),
            moved: RwSignal::new(None),
            round: RwSignal::new(0),
        };
        effect(move || state.load(state.query.now.get()));
        state.query.keep_to(paged);
        state
    }

    /// The pools.
    pub fn paged(self) -> Paged<Pool> {
        self.paged.get_value()
    }

    /// The groups in reach.
    pub fn groups(self) -> Loading<Vec<Group>> {
        self.groups.get_value()
    }

    fn load(self, query: PoolQuery) {
        self.paged().ask(true, async move {
            let list = list_pools(query).await?;
            self.counts.try_set(list.counts);
            self.of_group.try_set(list.of_group);
            self.selection.renew(&list.pools);
            Ok(PageOf { rows: list.pools, has_more: false, found: list.found })
        });
    }

    /// Loads the same pools again, and the licenses of those that are open.
    pub fn reload(self) {
        self.load(self.query.now.get_untracked());
        self.round.update(|round| *round = round.wrapping_add(1));
    }

    /// After a change: nothing is selected anymore.
    pub fn changed(self) {
        self.selection.clear();
        self.reload();
    }
}
