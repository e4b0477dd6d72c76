//! The row text that a list keeps: that of every license seen so far, up to a limit.

use std::collections::{HashMap, HashSet, VecDeque};

use model::LicenseId;
use model::report::{RowTexts, Section};

/// Text by license, and which of it to request. Beyond `most`, the oldest goes, except what is in view.
pub struct Kept {
    most: usize,
    texts: HashMap<LicenseId, RowTexts>,
    /// The licenses of `texts`, oldest first.
    order: VecDeque<LicenseId>,
    /// Licenses whose text may have changed on the server. It is shown until new text arrives.
    outdated: HashSet<LicenseId>,
    /// Licenses whose text is under way.
    asked: HashSet<LicenseId>,
    /// How often all were outdated, which tells apart requests under way.
    renewals: u32,
    /// The licenses in view, by section.
    in_view: [Vec<LicenseId>; 2],
}

impl Kept {
    /// Returns the state before any text has arrived. It will keep the text of at most that many licenses.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            texts: HashMap::new(),
            order: VecDeque::new(),
            outdated: HashSet::new(),
            asked: HashSet::new(),
            renewals: 0,
            in_view: Default::default(),
        }
    }

    /// Returns the text of a license, outdated or not.
    pub fn get(&self, license: LicenseId) -> Option<&RowTexts> {
        self.texts.get(&license)
    }

    /// Returns the text of a license, to change it. Text under way may be older than the change.
    pub fn get_mut(&mut self, license: LicenseId) -> Option<&mut RowTexts> {
        self.asked.remove(&license);
        self.texts.get_mut(&license)
    }

    /// Returns whether the text of a license is there and belongs to the current report.
    pub fn has(&self, license: LicenseId) -> bool {
        self.texts.contains_key(&license) && !self.outdated.contains(&license)
    }

    /// Marks all text as outdated, including what is under way.
    pub fn renew(&mut self) {
        self.outdated = self.texts.keys().copied().collect();
        self.asked.clear();
        self.renewals = self.renewals.wrapping_add(1);
    }

    /// Returns the number for [`Self::arrived`] of requests that begin now.
    pub fn renewals(&self) -> u32 {
        self.renewals
    }

    /// Sets the licenses that a section has in view. Returns whether some of them are to be requested.
    pub fn see(&mut self, section: Section, licenses: Vec<LicenseId>) -> bool {
        let lacks = licenses.iter().any(|license| self.is_missing(*license));
        self.in_view[section as usize] = licenses;
        lacks
    }

    fn is_missing(&self, license: LicenseId) -> bool {
        !self.has(license) && !self.asked.contains(&license)
    }

    /// Returns the licenses in view whose text is to be requested. (No license is in both sections.)
    pub fn missing(&self) -> Vec<LicenseId> {
        let in_view = self.in_view.iter().flatten().copied();
        in_view.filter(|license| self.is_missing(*license)).collect()
    }

    /// Returns at most that many licenses to request. From now on, they are under way.
    pub fn take(&mut self, most: usize) -> Vec<LicenseId> {
        let mut licenses = self.missing();
        licenses.truncate(most);
        self.asked.extend(&licenses);
        licenses
    }

    /// Keeps the text that has arrived for `asked`, unless all text has been outdated since. What has not arrived is missing again.
    pub fn arrived(&mut self, renewals: u32, asked: &[LicenseId], texts: Vec<RowTexts>) {
        if renewals != self.renewals {
            return;
        }
        for text in texts {
            let license = text.license;
            if !self.asked.contains(&license) {
                continue;
            }
            self.keep(text);
        }
        for license in asked {
            self.asked.remove(license);
        }
        self.drop_oldest();
    }

    /// Keeps text that is newer than what is under way.
    pub fn keep(&mut self, text: RowTexts) {
        let license = text.license;
        self.asked.remove(&license);
        self.outdated.remove(&license);
        if self.texts.insert(license, text).is_none() {
            self.order.push_back(license);
        }
    }

    fn drop_oldest(&mut self) {
        for _ in 0..self.order.len() {
            if self.texts.len() <= self.most {
                return;
            }
            let Some(license) = self.order.pop_front() else { return };
            if self.in_view.iter().any(|in_view| in_view.contains(&license)) {
                self.order.push_back(license);
            } else {
                self.texts.remove(&license);
                self.outdated.remove(&license);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use model::note::Note;

    use super::*;

    fn texts(license: LicenseId) -> RowTexts {
        RowTexts {
            license,
            public_id: String::new(),
            masked_key: String::new(),
            note: Note::default(),
            partner_note: None,
            limits: Vec::new(),
        }
    }

    /// Sees these licenses, and gets the text that is missing.
    fn show(kept: &mut Kept, section: Section, licenses: impl IntoIterator<Item = LicenseId>) -> usize {
        kept.see(section, licenses.into_iter().collect());
        let asked = kept.take(1_000);
        kept.arrived(kept.renewals(), &asked, asked.iter().copied().map(texts).collect());
        asked.len()
    }

    #[test]
    fn texts_are_requested_once() {
        let mut kept = Kept::new(100);
        assert!(kept.see(Section::CloudServices, vec![1, 2]));
        assert!(kept.see(Section::OnPremises, vec![3]));
        let asked = kept.take(1_000);
        assert_eq!(asked, [1, 2, 3]);
        assert!(!kept.see(Section::CloudServices, vec![2, 1]), "under way");
        assert!(kept.take(1_000).is_empty());
        kept.arrived(kept.renewals(), &asked, vec![texts(1), texts(3)]);
        assert!(!kept.see(Section::OnPremises, vec![3, 1]));
        assert_eq!(kept.take(1_000), [2], "it has not arrived");
    }

    #[test]
    fn a_new_report_requests_all_again_and_shows_the_old_ones_until_then() {
        let mut kept = Kept::new(100);
        show(&mut kept, Section::CloudServices, [1, 2]);
        kept.renew();
        assert!(kept.get(1).is_some() && !kept.has(1));
        assert_eq!(show(&mut kept, Section::CloudServices, [1, 2]), 2);
        assert!(kept.has(1));
    }

    #[test]
    fn late_texts_replace_no_newer_ones() {
        let named = |license, key: &str| RowTexts { masked_key: key.to_owned(), ..texts(license) };
        let key = |kept: &Kept| kept.get(1).unwrap().masked_key.clone();
        let mut kept = Kept::new(100);
        kept.see(Section::CloudServices, vec![1]);
        let (early, asked) = (kept.renewals(), kept.take(1_000));
        kept.renew();
        let again = kept.take(1_000);
        assert_eq!(again, asked);
        kept.arrived(kept.renewals(), &again, vec![named(1, "new")]);
        kept.arrived(early, &asked, vec![named(1, "old")]);
        assert_eq!(key(&kept), "new");
        // A response to an earlier request does not replace a change made here.
        kept.renew();
        let asked = kept.take(1_000);
        kept.get_mut(1).unwrap().masked_key = "changed".to_owned();
        kept.arrived(kept.renewals(), &asked, vec![named(1, "old")]);
        assert_eq!(key(&kept), "changed");
        assert_eq!(kept.take(1_000), [1], "it is requested again");
    }

    #[test]
    fn the_oldest_texts_out_of_view_go_first() {
        let mut kept = Kept::new(10);
        show(&mut kept, Section::CloudServices, [1, 2]);
        show(&mut kept, Section::OnPremises, 11..=16);
        show(&mut kept, Section::OnPremises, 21..=26);
        let left = |kept: &Kept| {
            let mut left: Vec<_> = kept.texts.keys().copied().collect();
            left.sort_unstable();
            left
        };
        assert_eq!(left(&kept), [1, 2, 15, 16, 21, 22, 23, 24, 25, 26]);
        assert_eq!(kept.order.len(), 10);
        // More in view than it keeps otherwise, as for printing.
        show(&mut kept, Section::OnPremises, 31..=50);
        assert_eq!(left(&kept), [1, 2].into_iter().chain(31..=50).collect::<Vec<_>>());
    }
}
