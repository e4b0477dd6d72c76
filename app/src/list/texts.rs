//! Texts of the rows in view, fetched when they come into view and kept.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::LicenseId;
use model::report::Section;

use super::{License, Scope, license_texts};
use crate::ApiError;
use crate::ui::after;

/// The server gives the texts of so many licenses at once.
const MOST: usize = 1_000;

/// While scrolling, rows are waited for this long before they are asked for.
const PAUSE: Duration = Duration::from_millis(40);

/// Texts of licenses, and the keys that were revealed.
#[derive(Clone, Copy)]
pub struct Texts {
    scope: StoredValue<Scope>,
    known: StoredValue<HashMap<LicenseId, License>>,
    /// Which of them may have changed on the server. They are shown until new ones have come.
    outdated: StoredValue<HashSet<LicenseId>>,
    /// Grows with every change of `known`.
    version: RwSignal<u64>,
    /// Keys that are shown in full (R8).
    pub revealed: RwSignal<HashMap<LicenseId, String>>,
    /// What each section has in view and is not known yet.
    wanted: StoredValue<[HashSet<LicenseId>; 2]>,
    waiting: StoredValue<bool>,
    /// Why the last texts did not come.
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

    /// The texts of a license; none until they have come.
    pub fn get(self, license: LicenseId) -> Option<License> {
        self.version.track();
        self.known.with_value(|known| known.get(&license).cloned())
    }

    /// Follows the texts that come.
    pub(super) fn track(self) {
        self.version.track();
    }

    /// Whether the texts of a license have come, and are those of the report that is shown.
    pub(super) fn has(self, license: LicenseId) -> bool {
        self.known.with_value(|known| known.contains_key(&license))
            && self.outdated.with_value(|outdated| !outdated.contains(&license))
    }

    /// Changes the texts of a license as they are shown.
    pub fn change(self, license: LicenseId, change: impl FnOnce(&mut License)) {
        self.known.update_value(|known| {
            if let Some(texts) = known.get_mut(&license) {
                change(texts);
            }
        });
        self.version.update(|version| *version += 1);
    }

    /// Makes [`Self::want`] ask for all texts again.
    pub(super) fn renew(self) {
        self.outdated.set_value(self.known.with_value(|known| known.keys().copied().collect()));
    }

    /// Asks for the texts of what a section has in view, as far as they are not there. What goes out of view before
    /// the pause is over is not asked for.
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
            // What does not come stays blank, and is asked for again when it comes into view.
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
