//! The actions of a row's buttons. One listener per table hears all of them, and the buttons name their act.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::LicenseId;
use model::report::Section;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::dialogs::Dialogs;
use super::{List, reveal_key};
use crate::ApiError;
use crate::current_user::Me;
use crate::ui::{OpenMenu, Toaster, copy_text, row_position};

/// Acts on a click or a key in a row.
pub(super) fn press(list: List, section: Section, dialogs: &Dialogs, me: Me, toasts: Toaster, event: &Event) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(button) = target.and_then(|target| target.closest("[data-act]").ok().flatten()) else { return };
    let row = row_position(&button).and_then(|at| untrack(|| list.row(section, at)));
    let (Some(row), Some(act)) = (row, button.get_attribute("data-act")) else { return };
    let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
    match (act.as_str(), key) {
        ("menu", key) => {
            // A button without the text of its row is disabled.
            let Some(texts) = untrack(|| list.texts().get(row.license)) else { return };
            let Some(at_end) = key.as_deref().map_or(Some(false), OpenMenu::opens) else { return };
            event.prevent_default();
            dialogs.open_menu(&button, at_end, (list, row, texts));
        }
        ("reveal", None) => reveal(list, row.license, me, toasts),
        ("copy", None) => copy(row.license, me, toasts),
        _ => {}
    }
}

/// Shows the key of a license, or masks it again (R8).
fn reveal(list: List, license: LicenseId, me: Me, toasts: Toaster) {
    let revealed = list.texts().revealed;
    if revealed.with_untracked(|revealed| revealed.contains_key(&license)) {
        revealed.update(|revealed| {
            revealed.remove(&license);
        });
        return;
    }
    spawn_local(async move {
        match reveal_key(license).await {
            Ok(key) => {
                revealed.try_update(|revealed| revealed.insert(license, key));
            }
            Err(error) => fail(me, toasts, &error),
        }
    });
}

fn copy(license: LicenseId, me: Me, toasts: Toaster) {
    spawn_local(async move {
        match reveal_key(license).await {
            Ok(key) => copy_text(&key, "License key copied", toasts),
            Err(error) => fail(me, toasts, &error),
        }
    });
}

/// Says why there is no key, and that the session has ended if that is why.
fn fail(me: Me, toasts: Toaster, error: &ApiError) {
    me.notice(error);
    toasts.fail(error.to_string());
}
