//! Two people editing the same note (R19): the second one gets a message, and sees both versions.

use serde::{Deserialize, Serialize};

use crate::Action;

/// The longest note, in characters.
pub const NOTE_LIMIT: usize = 2_000;

/// Text and its version: an edit names the version that it started from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The text; empty if there is none.
    pub text: String,
    /// 0 before the first edit.
    pub version: i32,
}

/// Whose note it is (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoteKind {
    /// The customer's, which partners may read.
    Customer,
    /// A partner organization's own, which nobody else reads.
    Partner,
}

impl NoteKind {
    /// Returns the action that edits it.
    pub fn action(self) -> Action {
        match self {
            Self::Customer => Action::EditNote,
            Self::Partner => Action::EditPartnerNote,
        }
    }

    /// Returns the kind of note that this action edits, if any.
    pub fn of(action: Action) -> Option<Self> {
        [Self::Customer, Self::Partner].into_iter().find(|kind| kind.action() == action)
    }
}

/// Why a note is invalid, in a sentence for the person who wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Longer than [`NOTE_LIMIT`].
    #[error("A note can have up to {NOTE_LIMIT} characters; this one has {0}.")]
    TooLong(usize),
    /// Has a control character other than a line break or a tab.
    #[error("A note can't contain control characters. Remove the one at position {0}.")]
    Control(usize),
}

/// Checks a note as typed, and returns it as stored: without blanks at its end, with line breaks as `\n`.
pub fn checked_note(typed: &str) -> Result<String, NoteError> {
    let text = typed.replace("\r\n", "\n").trim_end().to_owned();
    let length = text.chars().count();
    if length > NOTE_LIMIT {
        return Err(NoteError::TooLong(length));
    }
    match text.chars().position(|c| c.is_control() && c != '\n' && c != '\t') {
        Some(position) => Err(NoteError::Control(position + 1)),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_kept_as_written_within_its_limit() {
        assert_eq!(checked_note("日本語\r\n ok \n").as_deref(), Ok("日本語\n ok"));
        assert_eq!(checked_note(&"ü".repeat(NOTE_LIMIT)).map(|note| note.chars().count()), Ok(NOTE_LIMIT));
        assert_eq!(checked_note(&"ü".repeat(NOTE_LIMIT + 1)), Err(NoteError::TooLong(NOTE_LIMIT + 1)));
        assert_eq!(checked_note("a\0b"), Err(NoteError::Control(2)));
    }
}
