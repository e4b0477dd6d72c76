//! The actions of a row's buttons. One listener per table hears all of them, and the buttons name their act.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::LicenseId;
use model::report::Section;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, MouseEvent};

use super::dialogs::Dialogs;
use super::{List, reveal_key};
use crate::ApiError;
use crate::current_user::Me;
use crate::ui::{OpenMenu, Toaster, copy_text, row_position};

/// Acts on a click or a key in a row.
pub(super) fn press(list: List, section: Section, dialogs: &Dialogs, me: Me, toasts: Toaster, event: &Event) {
    let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
    if key.as_deref() == Some("Escape") {
        list.selection().clear();
        return;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    // A press on the focused row, as far as it means nothing else there.
    let opens = |target: &Element| {
        key.as_deref() == Some("Enter") && target.matches(".vt-cell, [data-act='select']").unwrap_or_default()
    };
    let Some(target) = target else { return };
    let opens = opens(&target);
    let acting = if opens { Some(target) } else { target.closest("[data-act]").ok().flatten() };
    let Some(button) = acting else { return };
    let Some(at) = row_position(&button) else { return };
    let Some(row) = untrack(|| list.row(section, at)) else { return };
    let act = if opens { Some("details".to_owned()) } else { button.get_attribute("data-act") };
    match (act.unwrap_or_default().as_str(), key.filter(|_| !opens)) {
        ("details", None) => {
            // Before its text has arrived, a row has no public ID.
            if let Some(texts) = untrack(|| list.texts().get(row.license)) {
                event.prevent_default();
                dialogs.shown.open(&texts.public_id);
            }
        }
        ("menu", key) => {
            // A button without the text of its row is disabled.
            let Some(texts) = untrack(|| list.texts().get(row.license)) else { return };
            let Some(at_end) = key.as_deref().map_or(Some(false), OpenMenu::opens) else { return };
            event.prevent_default();
            dialogs.open_menu(&button, at_end, (list, row, texts));
        }
        ("reveal", None) => reveal(list, row.license, me, toasts),
        ("copy", None) => copy(row.license, me, toasts),
        ("select", None) => {
            // The browser passes Shift on with Space, too.
            let range = event.dyn_ref::<MouseEvent>().is_some_and(MouseEvent::shift_key);
            if !list.select(section, at, row.license, range) {
                toasts
                    .fail("Some rows in between are not loaded. Select a shorter range, or all that match.");
            }
            // A range selects a row that the press would deselect.
            if let Some(input) = button.dyn_ref::<HtmlInputElement>() {
                input.set_checked(untrack(|| list.selection().has(section, row.license)));
            }
        }
        ("select", Some(key)) => {
            let next = match key.as_str() {
                "ArrowDown" => at + 3,
                "ArrowUp" => at + 1,
                _ => return,
            };
            event.prevent_default();
            focus_box(&button, next);
        }
        _ => {}
    }
}

/// Moves the focus to the box of another row, if that is drawn; `row` is its `aria-rowindex`.
fn focus_box(from: &Element, row: usize) {
    let path = ["[aria-rowindex='", &row.to_string(), "'] [data-act='select']"].concat();
    let body = from.closest(".vt-body").ok().flatten();
    let next = body.and_then(|body| body.query_selector(&path).ok().flatten());
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        // Fails only for an element that has left the page.
        let _ = next.focus();
    }
}

/// Shows the key of a license, or masks it again (R8).
pub(super) fn reveal(list: List, license: LicenseId, me: Me, toasts: Toaster) {
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

/// Copies the key of a license (R8).
pub(super) fn copy(license: LicenseId, me: Me, toasts: Toaster) {
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
