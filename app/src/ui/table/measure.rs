//! The table's browser calls: height, scroll position, order of the rows, focus.

use super::Shared;
use super::row::position;
use super::scroll::Scroll;
use super::scroller::{Port, element};
use crate::ui::dom::{SizeWatch, all, focus_in_place, focused, is_below_window, pixels};
use crate::ui::reactive::effect;
use crate::ui::timer::{Debounce, after, after_effects};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// How long scrolling must pause before the thumb and the rows' order are corrected.
const PAUSE: Duration = Duration::from_millis(150);

/// How long a table below the window waits with its rows, so that those in view come first. It does not wait until someone
/// scrolls there: searching the page and screen readers reach it without scrolling.
const LATER: Duration = Duration::from_millis(300);

/// The class of a table while it scrolls sideways.
const SIDEWAYS: &str = "sideways";

/// The class of a table whose columns are wider than the page.
const WIDE: &str = "wide";

/// Scrolls to the first row if that is above the view; back to where the person was if they have gone back to this filter. The rows
/// change now, the scroller only in the next frame: it would make the browser lay out at once what other effects are still changing.
pub fn to_top(port: Port, shared: Shared) {
    if port.is_back() {
        request_animation_frame(move || {
            port.restore();
            shared.follow(port);
        });
    } else if shared.scroll.with_value(Scroll::is_inside) {
        shared.change(|scroll| scroll.scrolled(0.0));
        request_animation_frame(move || {
            port.to_top();
            // A scroll event may have come in between.
            shared.change(|scroll| scroll.scrolled(0.0));
        });
    }
}

/// Fits the number of slots to the view, and keeps the table's ends in view when a column grows, as it does for a revealed key.
pub fn watch_size(port: Port, shared: Shared) {
    let watch = StoredValue::new_local(None);
    let due = RwSignal::new(false);
    let is_new = StoredValue::new(true);
    let fit = move || {
        let Some(table) = element(port.table) else { return };
        if is_new.try_get_value().unwrap_or_default() {
            is_new.set_value(false);
            port.restore();
        }
        let Some(view) = port.measure() else { return };
        // Its height is that of all its rows from the start, so nothing moves when they come.
        if !due.get_untracked() && is_below_window(&table) {
            after(LATER, move || {
                due.try_set(true);
            });
            return;
        }
        shared.change(|scroll| scroll.set_view(view));
        shared.follow(port);
        hold_ends(port);
    };
    effect(move || {
        let (Some(table), Some(body)) = (port.table.get(), port.body.get()) else { return };
        due.track();
        let (table, body): (Element, Element) = (table.into(), body.into());
        // One for all: between two, the rows would change, and the second would make the browser lay them out again.
        let all = SizeWatch::new(&table, fit).inspect(|watch| {
            watch.add(&body);
            // What is above the table can grow, too.
            if let Some(page) = document().body() {
                watch.add(&page);
            }
        });
        watch.set_value(all);
    });
    // Once a narrow window has turned rows into cards, which keeps the row on top: see the effect on `measured`.
    let resized = window_event_listener_untyped("resize", move |_| request_animation_frame(fit));
    on_cleanup(move || {
        resized.remove();
        watch.dispose();
    });
}

/// Keeps the first and the last column in view if the columns are wider than the page, by moving each by the width hidden on its
/// side. `position: sticky` would make the browser lay out each as a separate layer in every frame, so it is used only while the
/// table scrolls sideways (`.sideways`).
fn hold_ends(port: Port) {
    let (Some(table), Some(wide)) = (element(port.table), element(port.wide)) else { return };
    let (before, width) = (wide.scroll_left(), wide.scroll_width() - wide.client_width());
    let style = web_sys::HtmlElement::style(&table);
    for (name, width) in [("--vt-before", before), ("--vt-after", (width - before).max(0))] {
        let width = pixels(f64::from(width));
        if style.get_property_value(name).is_ok_and(|held| held != width) {
            // Never fails for these names.
            let _ = style.set_property(name, &width);
        }
    }
    let classes = table.class_list();
    // Sizes are rounded: a pixel is no width.
    if classes.contains(WIDE) != (width > 1) {
        let _ = if width > 1 { classes.add_1(WIDE) } else { classes.remove_1(WIDE) };
    }
}

/// Returns the handler of scrolling sideways, by the heading or by the body: each follows the other.
pub fn on_sideways(port: Port) -> impl Fn(bool) + Copy {
    let resting = Debounce::new(PAUSE);
    move |by_head| {
        let (Some(table), Some(head), Some(wide)) =
            (element(port.table), element(port.head), element(port.wide))
        else {
            return;
        };
        let (moved, other) = if by_head { (head, wide) } else { (wide, head) };
        let left = moved.scroll_left();
        if other.scroll_left() != left {
            other.set_scroll_left(left);
        }
        let _ = table.class_list().add_1(SIDEWAYS);
        resting.call(move || {
            // Reads sizes, so before anything changes them.
            hold_ends(port);
            let _ = table.class_list().remove_1(SIDEWAYS);
        });
    }
}

/// Returns the handler of scroll events.
pub fn on_scroll(port: Port, shared: Shared) -> impl Fn() + Copy {
    let resting = Debounce::new(PAUSE);
    let settle = move || {
        let Some(body) = element(port.body) else { return };
        shared.change(|scroll| {
            if let Some(seen) = scroll.settle() {
                port.go(seen);
            }
        });
        put_in_order(&body);
        port.keep();
    };
    move || {
        let (Some(table), Some(body)) = (element(port.table), element(port.body)) else { return };
        let before = shared.start.get_untracked();
        shared.follow(port);
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
pub fn put_in_order_soon(port: Port) {
    let order = move || {
        if let Some(body) = element(port.body) {
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
