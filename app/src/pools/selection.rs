//! The selected pools and licenses.

use std::collections::BTreeMap;

use leptos::prelude::*;
use model::LicenseId;
use model::pools::{Pool, PoolId, PoolLicense, Seen};

/// What the person has selected: pools, and licenses of opened pools, also on other pages.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    pub pools: RwSignal<BTreeMap<PoolId, Pool>>,
    /// Each with its pool.
    pub licenses: RwSignal<BTreeMap<LicenseId, (Pool, PoolLicense)>>,
}

impl Selection {
    pub fn new() -> Self {
        Self { pools: RwSignal::new(BTreeMap::new()), licenses: RwSignal::new(BTreeMap::new()) }
    }

    /// Deselects everything.
    pub fn clear(self) {
        self.pools.set(BTreeMap::new());
        self.licenses.set(BTreeMap::new());
    }

    /// Selects or deselects a pool.
    pub fn set_pool(self, pool: &Pool, selected: bool) {
        self.pools.update(|pools| {
            if selected {
                pools.insert(pool.id, pool.clone());
            } else {
                pools.remove(&pool.id);
            }
        });
    }

    /// Selects or deselects a license.
    pub fn set_license(self, pool: &Pool, license: &PoolLicense, selected: bool) {
        self.licenses.update(|licenses| {
            if selected {
                licenses.insert(license.id, (pool.clone(), license.clone()));
            } else {
                licenses.remove(&license.id);
            }
        });
    }

    /// Takes over what is known anew of the selected pools, so that a second action on them has their present versions.
    pub fn renew(self, listed: &[Pool]) {
        let has = |id| self.pools.with_untracked(|pools| pools.contains_key(&id));
        for pool in listed.iter().filter(|pool| has(pool.id)) {
            self.set_pool(pool, true);
        }
    }

    /// The selected pools, by number.
    pub fn all_pools(self) -> Vec<Pool> {
        self.pools.with_untracked(|pools| pools.values().cloned().collect())
    }

    /// The one pool that all selected licenses are in, and these; None if there are several pools, or none.
    pub fn of_one_pool(self) -> Option<(Pool, Vec<LicenseId>)> {
        self.licenses.with(|licenses| {
            let (pool, _) = licenses.values().next()?;
            let is_same = licenses.values().all(|(other, _)| other.id == pool.id);
            is_same.then(|| (pool.clone(), licenses.keys().copied().collect()))
        })
    }
}

/// The pool as the person sees it.
pub(super) fn seen(pool: &Pool) -> Seen {
    Seen { id: pool.id, version: pool.version }
}
