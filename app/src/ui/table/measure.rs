//! The table's browser calls: height, scroll position, focus.

use super::Shared;
use super::row::position;
use super::scroll::Scroll;
use crate::ui::dom::{SizeWatch, all, focus_in_place, focused, is_below_window, pixels};
use crate::ui::reactive::effect;
use crate::ui::timer::{Debounce, after, after_effects};
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::Element;

type Div = NodeRef<html::Div>;

/// How long scrolling must pause before the thumb and the rows' order are corrected.
const PAUSE: Duration = Duration::from_millis(150);

/// How long a table below the window waits with its rows, so that those in view come first. It does not wait until someone
/// scrolls there: searching the page and screen readers reach it without scrolling.
const LATER: Duration = Duration::from_millis(300);

/// The class of a table while it scrolls sideways.
const SIDEWAYS: &str = "sideways";

/// Scrolls to a position in the element's own pixels.
pub fn scroll_to(table: Div, top: f64) {
    if let Some(table) = table.try_get_untracked().flatten() {
        table.set_scroll_top(crate::ui::dom::whole(top));
    }
}

/// Scrolls to the first row, unless the table is there. The rows change now, the element only in the next frame: it would make the
/// browser lay out at once what other effects are still changing.
pub fn to_top(table: Div, shared: Shared) {
    if shared.scroll.with_value(Scroll::is_at_top) {
        return;
    }
    shared.change(|scroll| scroll.scrolled(0.0));
    request_animation_frame(move || {
        if let Some(table) = table.try_get_untracked().flatten() {
            table.set_scroll_top(0);
            // A scroll event may have come in between.
            shared.change(|scroll| scroll.scrolled(0.0));
        }
    });
}

/// Fits the number of slots to the table's height, and keeps its ends in view when a column grows, as it does for a revealed key.
pub fn watch_size(table: Div, body: Div, shared: Shared) {
    let watch = StoredValue::new_local(None);
    let due = RwSignal::new(false);
    effect(move || {
        let (Some(table), Some(body)) = (table.get(), body.get()) else { return };
        let is_due = due.get();
        let element: Element = table.clone().into();
        let content: Element = body.clone().into();
        let fit = move || {
            // Its height is that of all its rows from the start, so nothing moves when they come.
            if !is_due && is_below_window(&table) {
                after(LATER, move || {
                    due.try_set(true);
                });
                return;
            }
            let view = table.client_height() - body.offset_top();
            shared.change(|scroll| scroll.set_view(f64::from(view)));
            hold_ends(&table);
        };
        // One for both: between two, the rows would change, and the second would make the browser lay them out again.
        let both = SizeWatch::new(&element, fit).inspect(|watch| watch.add(&content));
        watch.set_value(both);
    });
    on_cleanup(move || watch.dispose());
}

/// Keeps the first and the last column in view if the table is wider than its viewport, by moving each by the width hidden on its
/// side. `position: sticky` would make the browser lay out each as a separate layer in every frame, so it is used only while the
/// table scrolls sideways (`.sideways`).
fn hold_ends(table: &web_sys::HtmlElement) {
    let (before, width) = (table.scroll_left(), table.scroll_width() - table.client_width());
    let style = table.style();
    for (name, width) in [("--vt-before", before), ("--vt-after", (width - before).max(0))] {
        let width = pixels(f64::from(width));
        if style.get_property_value(name).is_ok_and(|held| held != width) {
            // Never fails for these names.
            let _ = style.set_property(name, &width);
        }
    }
}

/// Returns the handler of scroll events.
pub fn on_scroll(table: Div, body: Div, shared: Shared) -> impl Fn() + Copy {
    let resting = Debounce::new(PAUSE);
    let left = StoredValue::new(0);
    let settle = move || {
        if let (Some(table), Some(body)) =
            (table.try_get_untracked().flatten(), body.try_get_untracked().flatten())
        {
            shared.change(|scroll| {
                if let Some(seen) = scroll.settle() {
                    table.set_scroll_top(crate::ui::dom::whole(seen));
                }
            });
            let classes = table.class_list();
            if classes.contains(SIDEWAYS) {
                // This reads sizes, so it comes before anything changes them.
                hold_ends(&table);
                let _ = classes.remove_1(SIDEWAYS);
            }
            put_in_order(&body);
        }
    };
    move || {
        let (Some(table), Some(body)) = (table.get_untracked(), body.get_untracked()) else { return };
        let before = shared.start.get_untracked();
        let (seen, now_left) = (f64::from(table.scroll_top()), table.scroll_left());
        shared.change(|scroll| scroll.scrolled(seen));
        if left.get_value() != now_left {
            left.set_value(now_left);
            let _ = table.class_list().add_1(SIDEWAYS);
        }
        if shared.start.get_untracked() != before {
            release_focus(&table, &body, shared);
        }
        resting.call(settle);
    }
}

/// When the focused row scrolls away, its slot shows another row. The focus goes to the table; otherwise Enter would act on a row
/// that nobody chose.
fn release_focus(table: &web_sys::HtmlElement, body: &Element, shared: Shared) {
    let Some(row) = focused_row(body) else { return };
    let start = shared.start.get_untracked();
    let kept = position(&row).is_some_and(|at| (start..start + shared.slots.get_untracked()).contains(&at));
    if !kept {
        focus_in_place(table);
    }
}

/// Restores document order after scrolling, in which slots are reused in turn. Tab and screen readers follow the document. Only
/// rows without the focus are moved, because a moved element loses it.
fn put_in_order(body: &Element) {
    let mut rows: Vec<(usize, web_sys::HtmlElement)> = Vec::new();
    let mut is_sorted = true;
    for row in all(body, ":scope > .vt-row") {
        let Some(at) = position(&row) else { continue };
        let place = rows.partition_point(|(other, _)| *other < at);
        is_sorted &= place == rows.len();
        rows.insert(place, (at, row));
    }
    if is_sorted {
        return;
    }
    let focus = focused_row(body).and_then(|row| position(&row));
    let fixed = rows.iter().position(|(at, _)| Some(*at) == focus);
    let (before, after) = rows.split_at(fixed.unwrap_or(0));
    if let Some((_, first)) = after.first() {
        for (_, row) in before {
            // Never fails: both are children of this body.
            let _ = body.insert_before(row, Some(first));
        }
    }
    for (_, row) in after.iter().skip(usize::from(fixed.is_some())) {
        let _ = body.append_child(row);
    }
}

/// Puts the rows in order once new ones are drawn: by the next frame, and before the browser prints, which waits for no frame.
pub fn put_in_order_soon(body: Div) {
    let order = move || {
        if let Some(body) = body.try_get_untracked().flatten() {
            put_in_order(&body);
        }
    };
    after_effects(order);
    request_animation_frame(order);
}

fn focused_row(body: &Element) -> Option<Element> {
    let focus = focused()?;
    let row = focus.closest(".vt-row").ok().flatten()?;
    body.contains(Some(row.unchecked_ref())).then_some(row)
}

/// Shows cut-off text as a tooltip under the pointer: one listener instead of a title in each cell. Text with elements has
/// parts that are not shown. It goes with the pointer: the element will show another row.
pub fn tell_cut_text(event: web_sys::MouseEvent) {
    const TEXTS: &str = ".vt-cell.lines, .vt-cell > a, .badge";
    let under = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(text) = under.and_then(|under| under.closest(TEXTS).ok().flatten()) else { return };
    let is_cut = event.type_() == "mouseover"
        && (text.child_element_count() > 0
            || text.scroll_width() > text.client_width()
            || text.scroll_height() > text.client_height());
    // Never fails for these names.
    let _ = if is_cut {
        text.set_attribute("title", text.text_content().unwrap_or_default().trim())
    } else {
        text.remove_attribute("title")
    };
}
