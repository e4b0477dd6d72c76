//! The text of the rows in view: fetched when they come into view, then kept.

use std::collections::HashMap;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::LicenseId;
use model::report::{RowTexts, Section};

use super::kept::Kept;
use super::{Scope, license_texts};
use crate::ApiError;
use crate::ui::{Debounce, after, after_effects};

/// The most licenses whose text the server returns at once.
const MOST: usize = 1_000;

/// The most licenses whose text is kept in memory, a few megabytes.
const KEPT: usize = 20_000;

/// How long scrolling must pause before text is requested.
const PAUSE: Duration = Duration::from_millis(80);

/// How long scrolling can continue before text is requested, if it is so slow that a row stays in view as long.
const LONGEST: Duration = Duration::from_millis(300);

/// When to request the text of rows that have come into view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// After the current effects: by then, both sections have reported their rows, so that one request is enough.
    AtOnce,
    /// In the next task: tables that are drawn for the first time report their rows one after the other.
    Soon,
    /// When scrolling pauses. Rows that leave the view before that are skipped.
    Scrolling,
}

/// Text of licenses, and revealed keys.
#[derive(Clone, Copy)]
pub struct Texts {
    scope: StoredValue<Scope>,
    kept: StoredValue<Kept>,
    /// Increases whenever the text in `kept` changes.
    version: RwSignal<u64>,
    /// Keys shown in full (R8).
    pub revealed: RwSignal<HashMap<LicenseId, String>>,
    /// Whether a request follows the current effects.
    is_due: StoredValue<bool>,
    /// Whether somebody looks after [`LONGEST`] whether scrolling is slow.
    is_watched: StoredValue<bool>,
    scrolling: Debounce,
    /// Why the last requested text did not arrive.
    trouble: RwSignal<Option<ApiError>>,
}

impl Texts {
    pub(super) fn new(scope: Scope, trouble: RwSignal<Option<ApiError>>) -> Self {
        Self {
            scope: StoredValue::new(scope),
            kept: StoredValue::new(Kept::new(KEPT)),
            version: RwSignal::new(0),
            revealed: RwSignal::new(HashMap::new()),
            is_due: StoredValue::new(false),
            is_watched: StoredValue::new(false),
            scrolling: Debounce::new(PAUSE),
            trouble,
        }
    }

    /// Returns the text of a license; None until it arrives.
    pub fn get(self, license: LicenseId) -> Option<RowTexts> {
        self.version.track();
        self.kept.with_value(|kept| kept.get(license).cloned())
    }

    /// Returns the text of a license as it is shown now, or `known` if the list has none.
    pub(super) fn of(self, known: &RowTexts) -> RowTexts {
        self.get(known.license).unwrap_or_else(|| known.clone())
    }

    /// Keeps text that came with the details of a license, which may be out of view.
    pub(super) fn keep(self, texts: RowTexts) {
        self.kept.update_value(|kept| kept.keep(texts));
        self.version.update(|version| *version += 1);
    }

    /// Reacts to new text.
    pub(super) fn track(self) {
        self.version.track();
    }

    /// Returns whether the text of a license has arrived and belongs to the current report.
    pub(super) fn has(self, license: LicenseId) -> bool {
        self.kept.with_value(|kept| kept.has(license))
    }

    /// Changes the shown text of a license.
    pub fn change(self, license: LicenseId, change: impl FnOnce(&mut RowTexts)) {
        self.kept.update_value(|kept| {
            if let Some(texts) = kept.get_mut(license) {
                change(texts);
            }
        });
        self.version.update(|version| *version += 1);
    }

    /// Makes [`Self::want`] request all text again.
    pub(super) fn renew(self) {
        self.kept.update_value(Kept::renew);
    }

    /// Requests the missing text of the rows that a section has in view.
    pub(super) fn want(self, section: Section, licenses: Vec<LicenseId>, pace: Pace) {
        if self.kept.try_update_value(|kept| kept.see(section, licenses)) != Some(true) {
            return;
        }
        match pace {
            Pace::AtOnce if self.is_due.get_value() => {}
            Pace::AtOnce => {
                self.is_due.set_value(true);
                after_effects(move || self.fetch());
            }
            Pace::Soon => after(Duration::ZERO, move || self.fetch()),
            Pace::Scrolling => {
                self.scrolling.call(move || self.fetch());
                self.watch();
            }
        }
    }

    /// Fetches during slow scrolling.
    fn watch(self) {
        if self.is_watched.get_value() {
            return;
        }
        self.is_watched.set_value(true);
        let before = self.kept.with_value(Kept::missing);
        after(LONGEST, move || {
            if self.is_watched.is_disposed() {
                return;
            }
            self.is_watched.set_value(false);
            let now = self.kept.with_value(Kept::missing);
            if before.iter().any(|license| now.contains(license)) {
                self.fetch();
            }
        });
    }

    fn fetch(self) {
        let asked = self.kept.try_update_value(|kept| (kept.renewals(), kept.take(MOST)));
        let Some((renewals, licenses)) = asked else { return };
        self.is_due.set_value(false);
        if licenses.is_empty() {
            return;
        }
        spawn_local(async move {
            let answer = license_texts(self.scope.get_value(), licenses.clone()).await;
            if self.version.is_disposed() {
                return;
            }
            let (texts, trouble) = match answer {
                Ok(texts) => (texts, None),
                // Missing text is left blank, and requested again when its row next comes into view.
                Err(error) => (Vec::new(), Some(error)),
            };
            self.kept.update_value(|kept| kept.arrived(renewals, &licenses, texts));
            if trouble.is_none() {
                self.version.update(|version| *version += 1);
            }
            if self.trouble.with_untracked(|before| *before != trouble) {
                self.trouble.set(trouble);
            }
        });
    }
}
