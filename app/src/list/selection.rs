//! Which licenses of a list are selected: some, or all that match but some. Each section for itself.

use leptos::prelude::*;
use model::LicenseId;
use model::bulk::sorted;
use model::report::Section;

/// The column of the boxes that select rows.
pub const SELECT: &str = "select";

/// The selected licenses of a section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picked {
    /// Whether all that match are selected, except `licenses`; otherwise only `licenses` are.
    pub all: bool,
    /// Sorted.
    pub licenses: Vec<LicenseId>,
}

impl Picked {
    fn has(&self, license: LicenseId) -> bool {
        self.all != self.licenses.binary_search(&license).is_ok()
    }

    pub(super) fn set(&mut self, licenses: &[LicenseId], on: bool) {
        if on == self.all {
            self.keep(|license| licenses.binary_search(&license).is_err());
        } else {
            self.licenses.extend_from_slice(licenses);
            self.licenses = sorted(&self.licenses);
        }
    }

    pub(super) fn keep(&mut self, is_kept: impl Fn(LicenseId) -> bool) {
        self.licenses.retain(|license| is_kept(*license));
    }

    /// Deselects what is selected in `done`.
    fn remove(&mut self, done: &Self) {
        match (self.all, done.all) {
            (false, _) => self.keep(|license| !done.has(license)),
            (true, false) => self.set(&done.licenses, false),
            // Only what was not selected there can be left.
            (true, true) => {
                let licenses = done.licenses.iter().copied().filter(|license| self.has(*license)).collect();
                *self = Self { all: false, licenses };
            }
        }
    }

    /// Returns the number of selected licenses, of those that match.
    pub fn count(&self, matching: usize) -> usize {
        let licenses = self.licenses.len();
        if self.all { matching.saturating_sub(licenses) } else { licenses }
    }
}

/// The selection of a list.
#[derive(Clone, Copy)]
pub struct Selection {
    sections: [RwSignal<Picked>; 2],
    /// The license that was selected last, with its place: a range begins there.
    pub(super) anchor: StoredValue<Option<(Section, usize, LicenseId)>>,
}

impl Selection {
    pub(super) fn new() -> Self {
        let nothing = || RwSignal::new(Picked::default());
        Self { sections: [nothing(), nothing()], anchor: StoredValue::new(None) }
    }

    /// Returns what is selected in a section.
    pub fn of(self, section: Section) -> RwSignal<Picked> {
        self.sections[section as usize]
    }

    /// Returns whether a license is selected.
    pub(super) fn has(self, section: Section, license: LicenseId) -> bool {
        self.of(section).with(|picked| picked.has(license))
    }

    /// Returns what is selected in each section.
    pub(super) fn now(self) -> [Picked; 2] {
        self.sections.map(|picked| picked.get_untracked())
    }

    /// Deselects what was selected in `done`. What has been selected since then stays.
    pub(super) fn release(self, done: &[Picked; 2]) {
        for (picked, done) in self.sections.into_iter().zip(done) {
            let mut left = picked.get_untracked();
            left.remove(done);
            if picked.with_untracked(|picked| *picked != left) {
                picked.set(left);
            }
        }
    }

    /// Selects nothing.
    pub fn clear(self) {
        for picked in self.sections {
            if picked.with_untracked(|picked| *picked != Picked::default()) {
                picked.set(Picked::default());
            }
        }
    }

    /// Selects all that match in a section, or none of them.
    pub(super) fn choose_all(self, section: Section, all: bool) {
        self.of(section).set(Picked { all, licenses: Vec::new() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(all: bool, licenses: &[LicenseId]) -> Picked {
        Picked { all, licenses: licenses.to_vec() }
    }

    #[test]
    fn some_are_counted_and_each_once() {
        let mut some = Picked::default();
        assert_eq!((some.count(10), some.has(1)), (0, false));
        some.set(&[3, 5, 9], true);
        some.set(&[4, 5], true);
        assert_eq!(some, picked(false, &[3, 4, 5, 9]));
        assert_eq!((some.count(10), some.has(4), some.has(6)), (4, true, false));
        some.set(&[1, 4, 9], false);
        assert_eq!(some, picked(false, &[3, 5]));
    }

    #[test]
    fn all_that_match_are_counted_without_the_exceptions() {
        let mut all = picked(true, &[]);
        assert_eq!((all.count(1_000_000), all.has(7)), (1_000_000, true));
        all.set(&[7, 8], false);
        all.set(&[8], false);
        assert_eq!((all.count(1_000_000), all.has(7), all.has(6)), (999_998, false, true));
        all.set(&[7], true);
        assert_eq!(all, picked(true, &[8]));
        assert_eq!(all.count(0), 0);
    }

    #[test]
    fn what_was_selected_since_then_is_left() {
        let left = |mut now: Picked, done: &Picked| {
            now.remove(done);
            now
        };
        let (some, all) = (picked(false, &[3, 5]), picked(true, &[3, 5]));
        assert_eq!(left(some.clone(), &some), Picked::default());
        assert_eq!(left(all.clone(), &all), Picked::default());
        assert_eq!(left(picked(false, &[1, 3, 5, 9]), &some), picked(false, &[1, 9]));
        assert_eq!(left(picked(false, &[1, 3]), &all), picked(false, &[3]));
        // 3 has been selected since then, and 7 deselected.
        assert_eq!(left(picked(true, &[5, 7]), &all), picked(false, &[3]));
        assert_eq!(left(picked(true, &[7]), &some), picked(true, &[3, 5, 7]));
    }
}
