//! Moves in the focused menu.

use crate::ui::dom;
use crate::ui::popover::close;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Focuses the chosen entry of a menu or, without one, the first; with `last`, the last.
pub fn start(id: &str, last: bool) {
    let Some(panel) = document().get_element_by_id(id) else { return };
    let items = dom::all(&panel, "[role^=menuitem]");
    let chosen = items.iter().find(|item| item.get_attribute("aria-checked").as_deref() == Some("true"));
    if let Some(item) = if last { items.last() } else { chosen.or(items.first()) } {
        dom::focus(item);
    }
}

/// Handles arrows, Home, End and the first letter of an entry. Tab continues from the menu's button, wherever on the page the
/// menu is.
pub fn press(event: &KeyboardEvent, open: RwSignal<bool>, anchor: NodeRef<html::Button>) {
    let Some(menu) = event.current_target().and_then(|menu| menu.dyn_into::<web_sys::Element>().ok()) else {
        return;
    };
    let items = dom::all(&menu, "[role^=menuitem]");
    let focused = dom::focused();
    let at = items.iter().position(|item| Some(AsRef::as_ref(item)) == focused.as_ref());
    let step = |by: usize| at.map_or(0, |at| (at + by) % items.len());
    let key = event.key();
    let next = match key.as_str() {
        "Tab" => {
            close(open, anchor);
            if event.shift_key() {
                event.prevent_default();
            }
            return;
        }
        _ if items.is_empty() => return,
        "ArrowDown" => step(1),
        "ArrowUp" => step(items.len() - 1),
        "Home" => 0,
        "End" => items.len() - 1,
        letter if letter.chars().count() == 1 && letter != " " => {
            let letter = dom::lower_case(letter);
            let starts = |at: &usize| {
                let text = items[*at].text_content().unwrap_or_default();
                dom::lower_case(text.trim_start()).starts_with(&letter)
            };
            match (1..=items.len()).map(step).find(starts) {
                Some(found) => found,
                None => return,
            }
        }
        _ => return,
    };
    event.prevent_default();
    dom::focus(&items[next]);
}
