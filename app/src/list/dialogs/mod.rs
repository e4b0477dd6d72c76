//! The dialogs of the row menu.

mod activate;
mod history;
mod installers;
mod note;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;
use model::access::Relation;
use model::license::Validity;
use model::note::NoteKind;
use model::report::{Row, RowTexts};
use model::{Action, LicenseId, ProductKind, Target};
use web_sys::Element;

use super::{List, Scope, set_pin};
use crate::address::Address;
use crate::current_user::{Me, use_me};
use crate::later::{Part, later_once, part};
use crate::location::{Location, use_location};
use crate::ui::{Glyph, MenuItem, MenuPanel, OpenMenu, Toaster, dom, use_toasts};
use activate::{ActivateDialog, Activating};
use history::{HistoryDialog, HistoryOf};
use installers::{InstallersDialog, InstallersOf};
use note::{NoteDialog, NoteEdit};

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
    };
    provide_context(dialogs);
    let items = move |()| {
        let acted_on = dialogs.acted_on.get_value();
        acted_on.map_or_else(Vec::new, |(list, row, texts)| dialogs.actions(list, row, texts))
    };
    let is_open = move || {
        dialogs.activate.with(Option::is_some)
            || dialogs.note.with(Option::is_some)
            || dialogs.history.with(Option::is_some)
            || dialogs.installers.with(Option::is_some)
    };
    view! {
        <MenuPanel menu=dialogs.menu label="Actions" items=items />
        {later_once(is_open, move || all(dialogs))}
    }
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

    /// Returns the row menu's entries: the actions that the person may take on this license.
    fn actions(self, list: List, row: Row, texts: RowTexts) -> Vec<MenuItem> {
        let names = list.names().get_untracked();
        let Some(product) = names.products.get(row.product as usize) else { return Vec::new() };
        let relation = self.relation(list, row);
        let may = |action| self.me.may_on(action, product.kind, relation);
        let license = row.license;
        let title = format!("{} · {}", product.name, texts.public_id);
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
            let (word, pinned) = if row.pinned { ("Unpin", false) } else { ("Pin", true) };
            items.push(MenuItem::new(word, move || self.pin(list, license, pinned)).icon(Glyph::Pin));
        }
        if may(Action::EditNote) {
            let edit = NoteEdit::new(list, license, title.clone(), NoteKind::Customer, texts.note.clone());
            items.push(
                MenuItem::new("Edit Note", move || self.note.set(Some(edit.clone()))).icon(Glyph::Note),
            );
        }
        if may(Action::EditPartnerNote) {
            let note = texts.partner_note.clone().unwrap_or_default();
            let edit = NoteEdit::new(list, license, title.clone(), NoteKind::Partner, note);
            let open = move || self.note.set(Some(edit.clone()));
            items.push(MenuItem::new("Edit Partner Note", open).icon(Glyph::Note));
        }
        let id = texts.public_id.clone();
        let is_expired = row.standing.validity == Validity::Expired;
        if is_on_premises && !is_expired && may(Action::DownloadDeploymentReport) {
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

    /// Returns the license's relation to the person, as far as the list shows it.
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

    /// Shows the pin at once; if the server refuses, takes it back and says so.
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
