//! Notes that were begun and left.

use leptos::prelude::*;

use super::NoteEdit;

/// What was typed and neither saved nor thrown away, for as long as the page is open (R19).
#[derive(Clone, Copy)]
pub(super) struct Drafts(StoredValue<Vec<NoteEdit>>);

impl Drafts {
    /// None yet.
    pub fn new() -> Self {
        Self(StoredValue::new(Vec::new()))
    }

    /// What was typed for that note.
    pub fn of(self, opened: &NoteEdit) -> Option<NoteEdit> {
        self.0.with_value(|drafts| drafts.iter().find(|draft| is_same(draft, opened)).cloned())
    }

    /// Keeps what was typed, if it is another text than the note's.
    pub fn keep(self, typed: NoteEdit) {
        // The page may have been left.
        self.0.try_update_value(|drafts| {
            drafts.retain(|draft| !is_same(draft, &typed));
            if typed.text != typed.before.text {
                drafts.push(typed);
            }
        });
    }

    /// Forgets what was typed for that note.
    pub fn throw_away(self, of: &NoteEdit) {
        self.0.update_value(|drafts| drafts.retain(|draft| !is_same(draft, of)));
    }
}

fn is_same(one: &NoteEdit, other: &NoteEdit) -> bool {
    one.license == other.license && one.whose == other.whose
}
