//! Unfinished notes.

use model::note::{Note, NoteKind};

use super::NoteEdit;
use crate::current_user::{Me, use_me};
use crate::drafts::{forget, keep, of, read};

/// The signed-in person's unsaved text for notes.
#[derive(Clone, Copy)]
pub(super) struct Drafts(Me);

impl Drafts {
    /// Returns the drafts of this tab.
    pub fn new() -> Self {
        Self(use_me())
    }

    /// Returns the draft for that note, with the version it was typed for; None if the note now says the same.
    pub fn of(self, opened: &NoteEdit) -> Option<NoteEdit> {
        let (version, text) = draft(&self.name(opened))?;
        let before = Note { version, ..opened.before.clone() };
        let is_saved = text.trim_end() == before.text;
        (!is_saved).then(|| NoteEdit { before, text, ..opened.clone() })
    }

    /// Keeps the typed text if it differs from the note's.
    pub fn keep(self, typed: &NoteEdit) {
        let name = self.name(typed);
        if typed.text == typed.before.text {
            forget(&name);
        } else {
            keep(&name, &[typed.before.version.to_string().as_str(), "\n", &typed.text].concat());
        }
    }

    /// Forgets the draft for that note.
    pub fn throw_away(self, of: &NoteEdit) {
        forget(&self.name(of));
    }

    /// Forgets a draft that was saved, unless the person has typed something else since.
    pub fn saved(self, saved: &NoteEdit) {
        let name = self.name(saved);
        if draft(&name).is_some_and(|(_, text)| text == saved.text) {
            forget(&name);
        }
    }

    /// Returns the name of that note's draft. A partner's note belongs to its organization (R4).
    fn name(self, note: &NoteEdit) -> String {
        let user = self.0.actor().map_or(0, |actor| actor.user);
        let organization = self.0.organization().unwrap_or(0).to_string();
        let whose = if note.kind == NoteKind::Partner { "-partner-" } else { "-note-" };
        [of(user).as_str(), &organization, whose, &note.license.to_string()].concat()
    }
}

/// Returns a draft: the version it was typed for, and its text.
fn draft(name: &str) -> Option<(i32, String)> {
    let kept = read(name)?;
    let (version, text) = kept.split_once('\n')?;
    Some((version.parse().ok()?, text.to_owned()))
}
