//! Selecting the licenses of a list.

use leptos::prelude::*;
use model::LicenseId;
use model::bulk::sorted;
use model::report::Section;

use super::List;

impl List {
    /// Returns the number of selected licenses of a section.
    pub fn selected_in(self, section: Section) -> usize {
        let matching = self.rows(section).count.get();
        self.selection().of(section).with(|picked| picked.count(matching))
    }

    /// Returns the number of selected licenses.
    pub fn selected(self) -> usize {
        Section::ALL.into_iter().map(|section| self.selected_in(section)).sum()
    }

    /// Selects the license at a position, or deselects it; with `range`, all from the one before to it. Returns false if the
    /// server has not sent some of these rows: then nothing changes.
    pub(super) fn select(self, section: Section, at: usize, license: LicenseId, range: bool) -> bool {
        let selection = self.selection();
        let row = |at: usize| untrack(|| self.row(section, at)).map(|row| row.license);
        let anchor = selection.anchor.get_value().filter(|(of, place, license)| {
            // The rows may have another order by now. A row that is not loaded fails below.
            range && *of == section && row(*place).is_none_or(|known| known == *license)
        });
        let licenses = match anchor {
            Some((_, from, _)) => (from.min(at)..=from.max(at)).map(row).collect::<Option<Vec<_>>>(),
            None => Some(vec![license]),
        };
        let Some(licenses) = licenses else { return false };
        selection.anchor.set_value(Some((section, at, license)));
        let on = anchor.is_some() || !untrack(|| selection.has(section, license));
        selection.of(section).update(|picked| picked.set(&sorted(&licenses), on));
        true
    }

    /// Deselects what the list no longer shows, as far as the browser knows. Returns how many licenses were selected of it.
    pub(super) fn keep_shown(self) -> usize {
        if !self.is_local() {
            return 0;
        }
        let mut gone = 0;
        for section in Section::ALL {
            let picked = self.selection().of(section);
            if picked.with_untracked(|picked| picked.licenses.is_empty()) {
                continue;
            }
            let count = self.rows(section).count.get_untracked();
            let shown = (0..count).filter_map(|at| untrack(|| self.row(section, at)).map(|row| row.license));
            let shown = sorted(&shown.collect::<Vec<_>>());
            let mut kept = picked.get_untracked();
            let before = kept.licenses.len();
            kept.keep(|license| shown.binary_search(&license).is_ok());
            let lost = before - kept.licenses.len();
            if lost > 0 {
                gone += if kept.all { 0 } else { lost };
                picked.set(kept);
            }
        }
        gone
    }
}
