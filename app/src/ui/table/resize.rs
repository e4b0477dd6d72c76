//! The handle at a heading's end, which changes the column's width by pointer and by keyboard.

use crate::ui::dom;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use model::columns::{Column, WIDEST};
use web_sys::Element;

/// How far an arrow key moves the handle, in pixels.
const STEP: i32 = 16;

/// Returns the handle of a column. `resize` gets the column's id and its new width; None for the table's own.
pub fn handle(column: &'static Column, resize: Callback<(&'static str, Option<u16>)>) -> AnyView {
    let least = i32::from(column.least);
    let width = RwSignal::new(least);
    // Where the pointer has taken hold of it, and the width there.
    let held = StoredValue::new(None::<(i32, i32)>);
    let measure = move |handle: &Element| {
        let heading = handle.parent_element();
        let now = heading.map_or(least, |heading| dom::whole(heading.get_bounding_client_rect().width()));
        width.try_set(now);
        now
    };
    let set = move |to: i32| {
        let to = to.min(i32::from(WIDEST)).max(least);
        if to != width.get_untracked() {
            width.set(to);
            resize.run((column.id, u16::try_from(to).ok()));
        }
    };
    let own = move |handle: Element| {
        resize.run((column.id, None));
        // Screen readers hear the width that it has then.
        request_animation_frame(move || {
            measure(&handle);
        });
    };
    let take = move |event: PointerEvent| {
        let handle = event_target::<Element>(&event);
        // A pointer that is gone by now can't be held: nothing would tell when it lets go.
        if event.button() == 0 && handle.set_pointer_capture(event.pointer_id()).is_ok() {
            held.set_value(Some((event.client_x(), measure(&handle))));
        }
    };
    let drag = move |event: PointerEvent| {
        if let Some((from, width)) = held.get_value() {
            set(width + event.client_x() - from);
        }
    };
    let press = move |event: KeyboardEvent| {
        let handle = event_target::<Element>(&event);
        let now = measure(&handle);
        match event.key().as_str() {
            "ArrowLeft" => set(now - STEP),
            "ArrowRight" => set(now + STEP),
            "Home" => set(least),
            "Delete" => own(handle),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div
            class="vt-resize"
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=["Width of ", column.label].concat()
            aria-valuemin=least
            aria-valuemax=i32::from(WIDEST)
            aria-valuenow=move || width.get()
            aria-valuetext=move || [&width.get().to_string(), " pixels"].concat()
            title="Drag or press the arrows. A double-click, or Delete, resets."
            on:focus=move |event| {
                measure(&event_target::<Element>(&event));
            }
            on:pointerdown=take
            on:pointermove=drag
            on:lostpointercapture=move |_| held.set_value(None)
            on:dblclick=move |event| own(event_target::<Element>(&event))
            on:keydown=press
        ></div>
    }
    .into_any()
}
