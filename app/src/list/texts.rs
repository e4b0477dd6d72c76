//! Texts of the rows in view: fetched when they scroll into view, then kept.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::LicenseId;
use model::report::{RowTexts, Section};

use super::{Scope, license_texts};
use crate::ApiError;
use crate::ui::after;

/// The most licenses whose texts the server returns at once.
const MOST: usize = 1_000;

/// How long scrolling must pause before rows are requested.
const PAUSE: Duration = Duration::from_millis(40);

/// Texts of licenses, and revealed keys.
#[derive(Clone, Copy)]
pub struct Texts {
    scope: StoredValue<Scope>,
    known: StoredValue<HashMap<LicenseId, RowTexts>>,
    /// Licenses whose texts may have changed on the server. They are shown until new ones arrive.
    outdated: StoredValue<HashSet<LicenseId>>,
    /// Increases whenever `known` changes.
    version: RwSignal<u64>,
    /// Keys shown in full (R8).
    pub revealed: RwSignal<HashMap<LicenseId, String>>,
    /// Licenses in view whose texts are missing, by section.
    wanted: StoredValue<[HashSet<LicenseId>; 2]>,
    waiting: StoredValue<bool>,
    /// Why the last texts did not arrive.
    trouble: RwSignal<Option<ApiError>>,
}

impl Texts {
    pub(super) fn new(scope: Scope, trouble: RwSignal<Option<ApiError>>) -> Self {
        Self {
            scope: StoredValue::new(scope),
            known: StoredValue::new(HashMap::new()),
            outdated: StoredValue::new(HashSet::new()),
            version: RwSignal::new(0),
            revealed: RwSignal::new(HashMap::new()),
            wanted: StoredValue::new(Default::default()),
            waiting: StoredValue::new(false),
            trouble,
        }
    }

    /// Returns the texts of a license; None until they arrive.
    pub fn get(self, license: LicenseId) -> Option<RowTexts> {
        self.version.track();
        self.known.with_value(|known| known.get(&license).cloned())
    }

    /// Reacts to new texts.
    pub(super) fn track(self) {
        self.version.track();
    }

    /// Returns whether the texts of a license have arrived and belong to the current report.
    pub(super) fn has(self, license: LicenseId) -> bool {
        self.known.with_value(|known| known.contains_key(&license))
            && self.outdated.with_value(|outdated| !outdated.contains(&license))
    }

    /// Changes the shown texts of a license.
    pub fn change(self, license: LicenseId, change: impl FnOnce(&mut RowTexts)) {
        self.known.update_value(|known| {
            if let Some(texts) = known.get_mut(&license) {
                change(texts);
            }
        });
        self.version.update(|version| *version += 1);
    }

    /// Makes [`Self::want`] request all texts again.
    pub(super) fn renew(self) {
        self.outdated.set_value(self.known.with_value(|known| known.keys().copied().collect()));
    }

    /// Requests the missing texts of the rows that a section has in view. Rows that leave the view before the pause is over are skipped.
    pub(super) fn want(self, section: Section, licenses: impl Iterator<Item = LicenseId>) {
        let missing: HashSet<_> = licenses.filter(|license| !self.has(*license)).collect();
        let is_empty = missing.is_empty();
        self.wanted.update_value(|wanted| wanted[section as usize] = missing);
        if is_empty || self.waiting.get_value() {
            return;
        }
        self.waiting.set_value(true);
        after(PAUSE, move || self.fetch());
    }

    fn fetch(self) {
        if self.waiting.is_disposed() {
            return;
        }
        self.waiting.set_value(false);
        let licenses: Vec<_> =
            self.wanted.with_value(|wanted| wanted.iter().flatten().copied().take(MOST).collect());
        spawn_local(async move {
            let answer = license_texts(self.scope.get_value(), licenses).await;
            if self.version.is_disposed() {
                return;
            }
            // Missing texts stay blank and are requested again when they next come into view.
            self.trouble.set(answer.as_ref().err().cloned());
            let Ok(texts) = answer else { return };
            self.outdated.update_value(|outdated| {
                for text in &texts {
                    outdated.remove(&text.license);
                }
            });
            self.known.update_value(|known| known.extend(texts.into_iter().map(|text| (text.license, text))));
            self.version.update(|version| *version += 1);
        });
    }
}
