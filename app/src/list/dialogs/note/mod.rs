//! Edits a note: saves immediately, keeps typed text on failure, and warns the second of two editors (R19).

mod drafts;

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::LicenseId;
use model::note::{NOTE_LIMIT, Note, NoteKind, checked_note};
use model::report::RowTexts;

use crate::ApiError;
use crate::current_user::use_me;
use crate::list::dialogs::subject::Subject;
use crate::list::{List, edit_note};
use crate::ui::{
    Button, Dialog, DialogFooter, Field, InlineError, Look, Notice, NoticeKind, TextArea, Toaster, after,
    dom, memo, use_toasts,
};
use drafts::Drafts;

fn note_of(kind: NoteKind, license: &mut RowTexts) -> &mut Note {
    match kind {
        NoteKind::Customer => &mut license.note,
        NoteKind::Partner => license.partner_note.get_or_insert_default(),
    }
}

/// A note being edited.
#[derive(Clone)]
pub(super) struct NoteEdit {
    list: List,
    license: LicenseId,
    title: String,
    kind: NoteKind,
    /// The note before the edit.
    before: Note,
    /// As typed.
    text: String,
    /// Why saving failed.
    error: Option<ApiError>,
}

impl NoteEdit {
    /// Begins to edit a note as it is shown.
    pub fn of(subject: &Subject, kind: NoteKind) -> Self {
        let Subject { list, texts, .. } = subject;
        let license = texts.license;
        let before = note_of(kind, &mut untrack(|| list.texts().of(texts))).clone();
        Self {
            list: *list,
            license,
            title: subject.title(),
            kind,
            text: before.text.clone(),
            before,
            error: None,
        }
    }

    fn show(&self, note: &Note) {
        if self.list.is_gone() {
            return;
        }
        self.list.texts().change(self.license, |license| *note_of(self.kind, license) = note.clone());
    }
}

#[component]
pub(super) fn NoteDialog(edit: RwSignal<Option<NoteEdit>>) -> impl IntoView {
    let title = move || {
        edit.with(|edit| match edit {
            Some(NoteEdit { kind: NoteKind::Partner, .. }) => "Edit Partner Note",
            _ => "Edit Note",
        })
    };
    let drafts = Drafts::new();
    view! {
        <Dialog open=edit title=Signal::derive(move || title().to_owned()) wide=true>
            {move || edit.get().map(|opened| form(edit, drafts, opened))}
        </Dialog>
    }
}

fn form(edit: RwSignal<Option<NoteEdit>>, drafts: Drafts, asked: NoteEdit) -> AnyView {
    let (me, toasts) = (use_me(), use_toasts());
    let draft = if asked.error.is_none() { drafts.of(&asked) } else { None };
    let is_draft = draft.is_some();
    let mut opened = asked.clone();
    if let Some(NoteEdit { before, text, .. }) = draft {
        (opened.before, opened.text) = (before, text);
    }
    // A draft may have been typed for an earlier note than the one that is shown.
    let shown = StoredValue::new(asked.before.clone());
    let text = RwSignal::new(opened.text.clone());
    let wrong = memo(move || checked_note(&text.get()).err().map(|error| error.to_string()));
    let theirs = match &opened.error {
        Some(ApiError::Conflict(theirs)) => Some(theirs.clone()),
        _ => None,
    };
    let failed = opened.error.clone().filter(|_| theirs.is_none()).map(|error| error.to_string());
    let opened = StoredValue::new(opened);
    // Shows the note as saved immediately, and takes that back on failure.
    let save = move |from: Note| {
        let mut saving = opened.get_value();
        saving.text = text.get_untracked();
        let (version, shown) = (from.version, shown.get_value());
        saving.show(&Note { text: saving.text.trim_end().to_owned(), version: version + 1 });
        edit.set(None);
        spawn_local(async move {
            let NoteEdit { license, kind, text, .. } = saving.clone();
            match edit_note(kind, license, version, text).await {
                Ok(note) => {
                    drafts.saved(&saving);
                    saving.show(&note);
                    toasts.say("Note saved");
                }
                Err(error) => {
                    saving.show(if let ApiError::Conflict(theirs) = &error { theirs } else { &shown });
                    let failed = NoteEdit { before: from, error: Some(error.clone()), ..saving };
                    // The typed text comes back with the error.
                    come_back(edit, toasts, failed, &error);
                    // Reports an ended session only after this dialog has opened again, to be on top of it.
                    after(Duration::ZERO, move || me.notice(&error));
                }
            }
        });
    };
    let base = theirs.clone().unwrap_or_else(|| opened.with_value(|opened| opened.before.clone()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if wrong.with_untracked(Option::is_none) {
            save(base.clone());
        }
    };
    let is_conflict = theirs.is_some();
    let input = move |typed: String| {
        drafts.keep(&NoteEdit { text: typed.clone(), ..opened.get_value() });
        text.set(typed);
    };
    let cancel = move |()| {
        opened.with_value(|opened| drafts.throw_away(opened));
        edit.set(None);
    };
    let discard = move |()| {
        drafts.throw_away(&asked);
        // Opens the current note; the focused button disappears.
        edit.set(Some(asked.clone()));
        dom::focus_soon(dom::MARKED);
    };
    let kind = opened.with_value(|opened| opened.kind);
    let who_reads = match kind {
        NoteKind::Customer => {
            "Visible to everyone in your organization who can list this license, and to the partners who sold it."
        }
        NoteKind::Partner => "Visible only to people in your own organization.",
    };
    let limit = u32::try_from(NOTE_LIMIT).unwrap_or(u32::MAX);
    view! {
        <form class="stack" on:submit=submit>
            <p class="lead-text">{opened.with_value(|opened| opened.title.clone())}</p>
            <InlineError message=failed />
            {is_draft.then(|| view! {
                <p class="lead-text">
                    "Not saved yet. " <Button look=Look::Link on_click=discard>"Discard"</Button>
                </p>
            })}
            {theirs.map(|theirs| view! {
                <div tabindex="-1" autofocus=true>
                    <Notice kind=NoticeKind::Warning>
                        "Somebody else has changed this note since you opened it. Both versions are below; yours is not saved yet."
                    </Notice>
                </div>
                <Field label="Theirs, saved">
                    <TextArea value=theirs.text on_input=|_| () read_only=true />
                </Field>
            })}
            <Field
                label=if is_conflict { "Yours" } else { "Note" }
                hint=format!("{who_reads} Up to {limit} characters.")
                error=wrong
            >
                <TextArea value=text on_input=input rows=6 autofocus=!is_conflict />
            </Field>
            <DialogFooter>
                <Button on_click=cancel>{if is_conflict { "Keep theirs" } else { "Cancel" }}</Button>
                <Button look=Look::Primary submit=true disabled=Signal::derive(move || wrong.with(Option::is_some))>
                    {if is_conflict { "Replace with yours" } else { "Save" }}
                </Button>
            </DialogFooter>
        </form>
    }
    .into_any()
}

/// Opens an unsaved note again. If the person is editing another one or has left the page, it waits in a message, so neither text
/// is lost (R19).
fn come_back(edit: RwSignal<Option<NoteEdit>>, toasts: Toaster, failed: NoteEdit, error: &ApiError) {
    match edit.try_with_untracked(Option::is_none) {
        Some(true) => edit.set(Some(failed)),
        Some(false) => {
            let text = format!("The note of {} was not saved. {error}", failed.title);
            let failed = StoredValue::new(failed);
            let again = move |()| {
                if let Some(failed) = failed.try_get_value() {
                    edit.try_set(Some(failed));
                }
            };
            toasts.fail_with_retry(text, Callback::new(again));
        }
        None => {
            let text =
                format!("The note of {} was not saved. {error} You wrote: {}", failed.title, failed.text);
            toasts.fail(text);
        }
    }
}
