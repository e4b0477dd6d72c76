//! The dialogs of the row menu.

mod activate;
mod history;
mod installers;
mod note;
mod subject;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;
use model::note::NoteKind;
use model::report::{Row, RowTexts};
use model::{Action, LicenseId, ProductKind, Target};
use web_sys::Element;

use super::shown::Shown;
use super::{List, set_pin};
use crate::address::Address;
use crate::current_user::{Me, use_me};
use crate::later::{Part, later_once, part};
use crate::location::{Location, use_location};
use crate::ui::{Glyph, MenuItem, MenuPanel, OpenMenu, Toaster, dom, use_toasts};
use activate::{ActivateDialog, Activating};
use history::{HistoryDialog, HistoryOf};
use installers::{InstallersDialog, InstallersOf};
use note::{NoteDialog, NoteEdit};

pub(super) use history::timeline;
pub(super) use subject::Subject;

/// The dialogs of a page, opened from any row.
#[derive(Clone, Copy)]
pub struct Dialogs {
    me: Me,
    toasts: Toaster,
    location: Location,
    address: Address,
    activate: RwSignal<Option<Activating>>,
    note: RwSignal<Option<NoteEdit>>,
    history: RwSignal<Option<HistoryOf>>,
    installers: RwSignal<Option<InstallersOf>>,
    /// The menu of the rows, and the row at which it is open.
    menu: OpenMenu,
    acted_on: StoredValue<Option<(List, Row, RowTexts)>>,
    /// The license in the side panel.
    pub(super) shown: Shown,
    /// Increases when a pin has been saved: lists show it by themselves, the side panel reads its license again.
    pub(super) pins: RwSignal<u32>,
}

/// Provides the page's [`Dialogs`] to its tables and returns the view to put on the page. `address` is the list's.
pub fn provide_dialogs(address: Address) -> impl IntoView {
    let dialogs = Dialogs {
        me: use_me(),
        toasts: use_toasts(),
        location: use_location(),
        address,
        activate: RwSignal::new(None),
        note: RwSignal::new(None),
        history: RwSignal::new(None),
        installers: RwSignal::new(None),
        menu: OpenMenu::new(),
        acted_on: StoredValue::new(None),
        shown: Shown::new(),
        pins: RwSignal::new(0),
    };
    provide_context(dialogs);
    let is_open = move || {
        dialogs.activate.with(Option::is_some)
            || dialogs.note.with(Option::is_some)
            || dialogs.history.with(Option::is_some)
            || dialogs.installers.with(Option::is_some)
    };
    view! {
        {later_once(move || dialogs.menu.is_open(), move || menu(dialogs))}
        {later_once(is_open, move || all(dialogs))}
    }
}

#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn menu(dialogs: Dialogs) -> Part {
    let items = move |()| {
        let acted_on = dialogs.acted_on.get_value();
        let subject = acted_on.and_then(|(list, row, texts)| Subject::of_row(dialogs.me, list, row, texts));
        subject.map_or_else(Vec::new, |subject| dialogs.entries(&subject))
    };
    part(view! { <MenuPanel menu=dialogs.menu label="Actions" items=items /> }.into_any())
}

#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn all(dialogs: Dialogs) -> Part {
    part(
        view! {
            <ActivateDialog of=dialogs.activate />
            <NoteDialog edit=dialogs.note />
            <HistoryDialog of=dialogs.history />
            <InstallersDialog of=dialogs.installers />
        }
        .into_any(),
    )
}

pub(super) fn use_dialogs() -> Dialogs {
    expect_context()
}

impl Dialogs {
    /// Opens the menu of a row at its button, or closes it; with `last`, opens it at its last entry.
    pub(super) fn open_menu(self, button: &Element, last: bool, of: (List, Row, RowTexts)) {
        if !self.menu.close_at(button) {
            self.acted_on.set_value(Some(of));
            self.menu.open_at(button, last);
        }
    }

    /// Returns the row menu's entries.
    fn entries(self, subject: &Subject) -> Vec<MenuItem> {
        let id = subject.texts.public_id.clone();
        let details = MenuItem::new("Details", move || self.shown.open(&id)).icon(Glyph::Info);
        let mut items = vec![details];
        items.extend(self.actions(subject));
        items
    }

    /// Returns the actions that the person may take on a license.
    pub(super) fn actions(self, subject: &Subject) -> Vec<MenuItem> {
        let Subject { list, product, relation, pinned, expired, texts } = subject;
        let (list, license) = (*list, texts.license);
        let may = |action| self.me.may_on(action, product.kind, *relation);
        let title = subject.title();
        let is_on_premises = product.kind == ProductKind::OnPremises;
        let mut items = Vec::new();
        // A person who may see the key may activate with it.
        if is_on_premises
            && may(Action::ListLicenses)
            && self.me.may(Action::ActivateLicense, Target::Anything)
        {
            let of = Activating { list, license, title: title.clone() };
            let open = move || self.activate.set(Some(of.clone()));
            items.push(MenuItem::new("Activate License", open).icon(Glyph::Key));
        }
        if may(Action::PinLicense) {
            let (word, pinned) = if *pinned { ("Unpin", false) } else { ("Pin", true) };
            items.push(MenuItem::new(word, move || self.pin(list, license, pinned)).icon(Glyph::Pin));
        }
        for (kind, word) in [(NoteKind::Customer, "Edit Note"), (NoteKind::Partner, "Edit Partner Note")] {
            if self.may_edit(subject, kind) {
                let subject = subject.clone();
                let edit = move || self.edit_note(&subject, kind);
                items.push(MenuItem::new(word, edit).icon(Glyph::Note));
            }
        }
        let id = texts.public_id.clone();
        if is_on_premises && !expired && may(Action::DownloadDeploymentReport) {
            let address = ["/export/active-deployments.xlsx?license=", &id].concat();
            let download = move || dom::download(&address);
            items.push(MenuItem::new("Download Active Deployment Report", download).icon(Glyph::Download));
        }
        if is_on_premises && may(Action::ManageDeployments) {
            let address = ["/deployments?license=", &id].concat();
            let open = move || self.location.go(&address, false);
            items.push(MenuItem::new("Manage Active Deployments", open).icon(Glyph::Computer));
        }
        if is_on_premises && may(Action::DownloadInstaller) {
            let of = InstallersOf { product: product.id, name: product.name.clone() };
            let open = move || self.installers.set(Some(of.clone()));
            items.push(MenuItem::new("Download Product Installer", open).icon(Glyph::Download));
        }
        if may(Action::SeeHistory) {
            let of = HistoryOf { license, title };
            items.push(
                MenuItem::new("License History", move || self.history.set(Some(of.clone())))
                    .icon(Glyph::History),
            );
        }
        if !self.address.query.with_untracked(|query| query.history) {
            let show = move || self.address.change(false, |query| query.history = true);
            items.push(MenuItem::new("See full License History", show).icon(Glyph::History));
        }
        items
    }

    /// Returns whether the person may edit that note of a license.
    pub(super) fn may_edit(self, subject: &Subject, kind: NoteKind) -> bool {
        self.me.may_on(kind.action(), subject.product.kind, subject.relation)
    }

    /// Opens the dialog that edits a note as it is shown.
    pub(super) fn edit_note(self, subject: &Subject, kind: NoteKind) {
        self.note.set(Some(NoteEdit::of(subject, kind)));
    }

    /// Opens all events of a license.
    pub(super) fn see_history(self, subject: &Subject) {
        self.history.set(Some(HistoryOf { license: subject.texts.license, title: subject.title() }));
    }

    /// Shows the pin at once; if the server refuses, takes it back and says so.
    fn pin(self, list: List, license: LicenseId, pinned: bool) {
        list.show_pinned(license, pinned);
        spawn_local(async move {
            match set_pin(license, pinned).await {
                Ok(()) => {
                    list.settle_pinned();
                    self.pins.try_update(|pins| *pins += 1);
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
