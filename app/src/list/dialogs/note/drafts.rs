//! Notes that were begun and left.

use model::edit::Note;

use super::{NoteEdit, Whose};
use crate::drafts::{forget, keep, of, read};
use crate::who::{Me, use_me};

/// What was typed into notes and neither saved nor thrown away, by the person who is signed in.
#[derive(Clone, Copy)]
pub(super) struct Drafts(Me);

impl Drafts {
    /// Those of this tab.
    pub fn new() -> Self {
        Self(use_me())
    }

    /// What was typed for that note, with the version that it was typed for. None if the note has come to say the same.
    pub fn of(self, opened: &NoteEdit) -> Option<NoteEdit> {
        let (version, text) = draft(&self.name(opened))?;
        let before = Note { version, ..opened.before.clone() };
        let is_saved = text.trim_end() == before.text;
        (!is_saved).then(|| NoteEdit { before, text, ..opened.clone() })
    }

    /// Keeps what was typed, if it is another text than the note's.
    pub fn keep(self, typed: &NoteEdit) {
        let name = self.name(typed);
        if typed.text == typed.before.text {
            forget(&name);
        } else {
            keep(&name, &[typed.before.version.to_string().as_str(), "\n", &typed.text].concat());
        }
    }

    /// Forgets what was typed for that note.
    pub fn throw_away(self, of: &NoteEdit) {
        forget(&self.name(of));
    }

    /// Forgets what was saved, unless something else was typed since.
    pub fn saved(self, saved: &NoteEdit) {
        let name = self.name(saved);
        if draft(&name).is_some_and(|(_, text)| text == saved.text) {
            forget(&name);
        }
    }

    /// The name of that note's draft. A partner's note is its organization's own (R4).
    fn name(self, note: &NoteEdit) -> String {
        let user = self.0.actor().map_or(0, |actor| actor.user);
        let organization = self.0.organization().unwrap_or(0).to_string();
        let whose = if note.whose == Whose::Partner { "-partner-" } else { "-note-" };
        [of(user).as_str(), &organization, whose, &note.license.to_string()].concat()
    }
}

/// The version that it was typed for, and the text.
fn draft(name: &str) -> Option<(i32, String)> {
    let kept = read(name)?;
    let (version, text) = kept.split_once('\n')?;
    Some((version.parse().ok()?, text.to_owned()))
}
