//! What the row menu opens.

mod history;
mod note;

use leptos::prelude::*;
use leptos::task::spawn_local;
use model::access::Relation;
use model::report::Row;
use model::{Action, LicenseId};

use super::{License, List, Scope, set_pin};
use crate::ui::{Glyph, MenuItem, Toaster, use_toasts};
use crate::who::{Me, use_me};
use history::{HistoryDialog, HistoryOf};
use note::{NoteDialog, NoteEdit, Whose};

/// The dialogs of a page, opened from any row.
#[derive(Clone, Copy)]
pub struct Dialogs {
    me: Me,
    toasts: Toaster,
    note: RwSignal<Option<NoteEdit>>,
    history: RwSignal<Option<HistoryOf>>,
}

/// Provides the page's [`Dialogs`] to its tables and gives the view to put on the page.
pub fn provide_dialogs() -> impl IntoView {
    let dialogs = Dialogs {
        me: use_me(),
        toasts: use_toasts(),
        note: RwSignal::new(None),
        history: RwSignal::new(None),
    };
    provide_context(dialogs);
    view! {
        <NoteDialog edit=dialogs.note />
        <HistoryDialog of=dialogs.history />
    }
}

pub(super) fn use_dialogs() -> Dialogs {
    expect_context()
}

impl Dialogs {
    /// The row menu's entries: those that the person may on this license.
    pub(super) fn actions(self, list: List, row: Row, texts: License) -> Vec<MenuItem> {
        let names = list.names().get_untracked();
        let Some(product) = names.products.get(row.product as usize) else { return Vec::new() };
        let relation = self.relation(list, row);
        let may = |action| self.me.may_on(action, product.kind, relation);
        let license = row.license;
        let title = format!("{} · {}", product.name, texts.public_id);
        let mut items = Vec::new();
        if may(Action::PinLicense) {
            let (word, pinned) = if row.pinned { ("Unpin", false) } else { ("Pin", true) };
            items.push(MenuItem::new(word, move || self.pin(list, license, pinned)).icon(Glyph::Pin));
        }
        if may(Action::EditNote) {
            let edit = NoteEdit::new(list, license, title.clone(), Whose::Owner, texts.note.clone());
            items.push(
                MenuItem::new("Edit Note", move || self.note.set(Some(edit.clone()))).icon(Glyph::Note),
            );
        }
        if may(Action::EditPartnerNote) {
            let note = texts.partner_note.clone().unwrap_or_default();
            let edit = NoteEdit::new(list, license, title.clone(), Whose::Partner, note);
            let open = move || self.note.set(Some(edit.clone()));
            items.push(MenuItem::new("Edit Partner Note", open).icon(Glyph::Note));
        }
        if may(Action::SeeHistory) {
            let of = HistoryOf { license, title };
            items.push(
                MenuItem::new("License History", move || self.history.set(Some(of.clone())))
                    .icon(Glyph::History),
            );
        }
        items
    }

    /// How the license stands to the person, as far as the list tells.
    fn relation(self, list: List, row: Row) -> Relation {
        if list.scope().with_value(|scope| matches!(scope, Scope::Customers(_))) {
            return Relation::Customer;
        }
        let own = untrack(|| self.me.organization());
        list.names().with_untracked(|names| {
            let place = names.places.get(row.place as usize).map_or(&[][..], Vec::as_slice);
            let is_own = |at: &u32| names.organizations.get(*at as usize).map(|entry| entry.id) == own;
            match place {
                [] => Relation::Personal,
                place if place.iter().any(is_own) => Relation::Own,
                _ => Relation::Sub,
            }
        })
    }

    /// Pins at once; should the server refuse, takes it back and says so.
    fn pin(self, list: List, license: LicenseId, pinned: bool) {
        list.show_pinned(license, pinned);
        spawn_local(async move {
            match set_pin(license, pinned).await {
                Ok(()) => {
                    list.settle_pinned();
                    let undo = Callback::new(move |()| self.pin(list, license, !pinned));
                    self.toasts
                        .say_with_undo(if pinned { "License pinned" } else { "License unpinned" }, undo);
                }
                Err(error) => {
                    self.me.notice(&error);
                    list.show_pinned(license, !pinned);
                    let retry = Callback::new(move |()| self.pin(list, license, pinned));
                    self.toasts.fail_with_retry(error.to_string(), retry);
                }
            }
        });
    }
}
