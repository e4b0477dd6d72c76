//! Changes a column's width: by pointer at the end of its heading, by keyboard from the heading itself.

use crate::ui::dom;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use model::columns::{Column, WIDEST};
use web_sys::Element;

/// How far a key moves the end of the column, in pixels.
const STEP: i32 = 16;

/// The keys, for the heading's `aria-keyshortcuts`. With Alt, the arrows are the browser's Back and Forward.
pub const KEYS: &str = "Shift+ArrowLeft Shift+ArrowRight Delete";

/// A column whose width can be changed.
#[derive(Clone, Copy)]
pub struct Resize {
    pub column: &'static Column,
    /// Gets the column's id and its new width; None for the table's own.
    pub call: Callback<(&'static str, Option<u16>)>,
    /// Tells the width that a key has given.
    pub told: RwSignal<String>,
}

/// Returns the width of the heading around an element.
fn measure(inside: &Element) -> i32 {
    let heading = inside.closest(".vt-heading").ok().flatten();
    heading.map_or(0, |heading| dom::whole(heading.get_bounding_client_rect().width()))
}

impl Resize {
    /// Returns the width that the column has now.
    fn set(self, to: i32) -> i32 {
        let to = to.min(i32::from(WIDEST)).max(i32::from(self.column.least));
        self.call.run((self.column.id, u16::try_from(to).ok()));
        to
    }

    /// Acts on a key pressed in the heading.
    pub fn press(self, event: &KeyboardEvent) {
        let by = match (event.key().as_str(), event.shift_key()) {
            ("ArrowLeft", true) => Some(-STEP),
            ("ArrowRight", true) => Some(STEP),
            ("Delete", false) => None,
            _ => return,
        };
        event.prevent_default();
        let words = if let Some(by) = by {
            let now = measure(&event_target::<Element>(event));
            [": ", &self.set(now + by).to_string(), " pixels wide"].concat()
        } else {
            self.call.run((self.column.id, None));
            ": the table's own width".to_owned()
        };
        self.told.set([self.column.label, &words].concat());
    }

    /// Returns the end of the heading, to drag. It is no tab stop: the heading is one, and has the keys.
    pub fn handle(self) -> AnyView {
        // Where the pointer has taken hold of it, and the width there.
        let held = StoredValue::new(None::<(i32, i32)>);
        let last = StoredValue::new(0);
        let take = move |event: PointerEvent| {
            let handle = event_target::<Element>(&event);
            // A pointer that is gone by now can't be held: nothing would tell when it lets go.
            if event.button() == 0 && handle.set_pointer_capture(event.pointer_id()).is_ok() {
                let now = measure(&handle);
                last.set_value(now);
                held.set_value(Some((event.client_x(), now)));
            }
        };
        let drag = move |event: PointerEvent| {
            let Some((from, width)) = held.get_value() else { return };
            let to = width + event.client_x() - from;
            if to != last.get_value() {
                last.set_value(to);
                self.set(to);
            }
        };
        view! {
            <div
                class="vt-resize"
                aria-hidden="true"
                title="Drag to resize; double-click to reset. By keyboard, on the heading: Shift with ← or →; Delete to reset."
                on:pointerdown=take
                on:pointermove=drag
                on:lostpointercapture=move |_| held.set_value(None)
                on:dblclick=move |_| self.call.run((self.column.id, None))
            ></div>
        }
        .into_any()
    }
}
