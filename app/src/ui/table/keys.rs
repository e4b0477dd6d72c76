//! The keys of a table: Home and End lead to its ends, and the arrows and Page Up and Down from row to row, in the same column.

use super::Shared;
use super::row::position;
use super::scroll::float;
use super::scroller::{Port, element};
use crate::ui::dom::{all, focus_in_place, whole};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What can have the focus in a row.
const STOPS: &str = "a[href], button:not(:disabled), [tabindex='0']";

/// How far an arrow scrolls a wide table sideways, in pixels, as in browsers.
const STEP: i32 = 40;

/// Acts on a key pressed anywhere in the table. Its other keys are the browser's: if the table itself has the focus, most scroll.
pub fn press(port: Port, shared: Shared, count: usize, event: &KeyboardEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let is_other = event.default_prevented() || event.alt_key() || event.shift_key() || event.meta_key();
    if is_other || target.matches("input").unwrap_or_default() {
        return;
    }
    let key = event.key();
    let from = position(&target);
    let page =
        usize::try_from(whole(shared.view() / shared.row.get_untracked()) - 1).unwrap_or_default().max(1);
    let to = match (key.as_str(), from, event.ctrl_key()) {
        // The browser does it, and there may be a listener around the table.
        ("Home" | "End", None, _) if !port.is_on_page() => return,
        ("Home", None, _) | ("Home", Some(_), true) => 0,
        ("End", None, _) | ("End", Some(_), true) => count,
        // A long note scrolls.
        ("ArrowUp" | "ArrowDown" | "PageUp" | "PageDown", _, false) if scrolls(&target) => return,
        ("ArrowUp", Some(at), false) => at.saturating_sub(1),
        ("ArrowDown", Some(at), false) => at + 1,
        ("PageUp", Some(at), false) => at.saturating_sub(page),
        ("PageDown", Some(at), false) => at + page,
        ("ArrowLeft" | "ArrowRight", None, false) => {
            if let Some(wide) = element(port.wide) {
                wide.set_scroll_left(wide.scroll_left() + if key == "ArrowLeft" { -STEP } else { STEP });
            }
            return;
        }
        ("ArrowLeft" | "ArrowRight" | "Home" | "End", Some(_), false) => {
            event.prevent_default();
            return beside(&target, &key);
        }
        _ => return,
    };
    let Some(last) = count.checked_sub(1) else { return };
    event.prevent_default();
    let to = to.min(last);
    bring(port, shared, to);
    if from.is_some() {
        let column = column(&target);
        // By then, the row is drawn.
        request_animation_frame(move || focus(port, to, column));
    }
}

fn scrolls(target: &HtmlElement) -> bool {
    target.class_list().contains("lines") && target.scroll_height() > target.client_height() + 1
}

/// Scrolls as far as needed to show a row below the heading.
fn bring(port: Port, shared: Shared, row: usize) {
    if shared.scroll.with_value(|scroll| scroll.is_far(row)) {
        let mut seen = 0.0;
        shared.change(|scroll| seen = scroll.jump(row));
        port.go(seen);
        shared.follow(port);
    }
    let height = shared.row.get_untracked();
    port.reveal(float(row) * height + shared.shift.get_untracked(), height, shared.view());
    shared.follow(port);
}

fn row_of(target: &Element) -> Option<Element> {
    target.closest(".vt-row").ok().flatten()
}

/// Returns the number of the column around an element.
fn column(target: &Element) -> Option<usize> {
    cells(&row_of(target)?).iter().position(|cell| cell.contains(Some(target.unchecked_ref())))
}

fn cells(row: &Element) -> Vec<HtmlElement> {
    all(row, ":scope > .vt-cell")
}

/// Moves the focus to that column of a row, or to the row's first stop; to the table if the row has none yet, because the focused
/// element may show another row by now.
fn focus(port: Port, row: usize, column: Option<usize>) {
    let (Some(table), Some(body)) = (element(port.table), element(port.body)) else { return };
    // The table counts its heading as row 1.
    let selector = ["[aria-rowindex='", &(row + 2).to_string(), "']:not([hidden])"].concat();
    let row = body.query_selector(&selector).ok().flatten();
    let stop = row.and_then(|row| {
        let cell = column.and_then(|column| cells(&row).into_iter().nth(column));
        let stops = all(&row, STOPS);
        let is_there =
            |stop: &&HtmlElement| cell.as_ref().is_some_and(|cell| cell.contains(Some(stop.unchecked_ref())));
        stops.iter().find(is_there).or(stops.first()).cloned()
    });
    match stop {
        Some(stop) => focus_in_place(&stop),
        None => focus_in_place(&table),
    }
}

/// Moves the focus to another stop of the row.
fn beside(target: &HtmlElement, key: &str) {
    let Some(row) = row_of(target) else { return };
    let stops = all(&row, STOPS);
    let Some(at) = stops.iter().position(|stop| stop == target) else { return };
    let to = match key {
        "ArrowLeft" => at.saturating_sub(1),
        "ArrowRight" => at + 1,
        "Home" => 0,
        _ => usize::MAX,
    };
    if let Some(stop) = stops.get(to).or(stops.last()) {
        // Sideways, the browser scrolls to it.
        crate::ui::dom::focus(stop);
    }
}
