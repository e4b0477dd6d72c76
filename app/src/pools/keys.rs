//! The treegrid by keyboard: one row is a tab stop, and the arrows move between rows, open and close.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, EventTarget, HtmlElement};

use crate::ui::dom;

/// What a key does to the row that has the focus.
pub(super) struct Keys {
    /// Whether the row is open; None for one that does not open.
    pub is_open: Option<Signal<bool>>,
    /// Opens or closes it.
    pub toggle: Callback<()>,
    /// Selects or deselects it.
    pub select: Callback<()>,
}

impl Keys {
    /// Answers a key that was pressed on the row itself, not on what is in it.
    pub fn press(&self, event: &KeyboardEvent) {
        let Some(row) = event.current_target().and_then(|row| row.dyn_into::<HtmlElement>().ok()) else {
            return;
        };
        let own: &EventTarget = &row;
        let is_within = event.target().is_some_and(|target| target != *own);
        if is_within || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let is_open = self.is_open.map(|open| open.get_untracked());
        let is_done = match (event.key().as_str(), is_open) {
            ("ArrowRight", Some(false)) | ("ArrowLeft", Some(true)) | ("Enter", Some(_)) => {
                self.toggle.run(());
                true
            }
            ("ArrowRight", Some(true)) | ("ArrowDown", _) => go(next(&row)),
            ("ArrowLeft", None) => go(above(&row)),
            ("ArrowUp", _) => go(previous(&row)),
            ("Home", _) => go(rows(&row).into_iter().next()),
            ("End", _) => go(rows(&row).into_iter().next_back()),
            (" ", _) => {
                self.select.run(());
                true
            }
            _ => false,
        };
        if is_done {
            event.prevent_default();
        }
    }
}

/// Moves the focus there. Keys at either end do nothing, but don't scroll the page.
fn go(row: Option<HtmlElement>) -> bool {
    if let Some(row) = row {
        dom::focus(&row);
    }
    true
}

/// All rows of the row's table that can have the focus.
fn rows(row: &Element) -> Vec<HtmlElement> {
    let body = row.parent_element();
    body.map(|body| dom::all(&body, "tr[aria-level]")).unwrap_or_default()
}

fn place(row: &HtmlElement) -> (Vec<HtmlElement>, Option<usize>) {
    let rows = rows(row);
    let at = rows.iter().position(|other| other == row);
    (rows, at)
}

fn next(row: &HtmlElement) -> Option<HtmlElement> {
    let (rows, at) = place(row);
    rows.into_iter().nth(at? + 1)
}

fn previous(row: &HtmlElement) -> Option<HtmlElement> {
    let (rows, at) = place(row);
    rows.into_iter().nth(at?.checked_sub(1)?)
}

/// The pool that a license's row belongs to.
fn above(row: &HtmlElement) -> Option<HtmlElement> {
    let (mut rows, at) = place(row);
    rows.truncate(at?);
    rows.into_iter().rev().find(|other| other.get_attribute("aria-level").as_deref() == Some("1"))
}
