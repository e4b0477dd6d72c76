//! The panel's edge, which resizes it: by pointer, and by keyboard as a separator.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use model::table::PANEL_WIDTHS;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::tables::use_tables;
use crate::ui::{dom, effect};

/// How far a key moves the edge, in pixels.
const STEP: i32 = 16;

/// The panel's own width in rem.
const WIDTH: f64 = 26.0;

/// Returns the edge. The width is kept with the page's first table.
pub(super) fn handle() -> AnyView {
    let arranging = use_tables().at(0);
    let width = move || arranging.panel.get().width.map_or_else(|| dom::whole(dom::rems(WIDTH)), i32::from);
    let set = move |to: i32| {
        let to = to.clamp((*PANEL_WIDTHS.start()).into(), (*PANEL_WIDTHS.end()).into());
        arranging.resize_panel(u16::try_from(to).ok());
    };
    // The page makes room for it.
    effect(move || {
        let root = document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok());
        let width = dom::pixels(width().into());
        // Never fails for this name.
        let _ = root.map(|root| HtmlElement::style(&root).set_property("--side-panel", &width));
    });
    let press = move |event: KeyboardEvent| {
        match (event.key().as_str(), event.alt_key()) {
            ("ArrowLeft", false) => set(untrack(width) + STEP),
            ("ArrowRight", false) => set(untrack(width) - STEP),
            ("Home", _) => set(0),
            ("End", _) => set(i32::MAX),
            ("Delete", _) => arranging.resize_panel(None),
            _ => return,
        }
        event.prevent_default();
    };
    // Where the pointer has taken hold of it, and the width there.
    let held = StoredValue::new(None::<(i32, i32)>);
    let take = move |event: PointerEvent| {
        let edge = event_target::<Element>(&event);
        if event.button() == 0 && edge.set_pointer_capture(event.pointer_id()).is_ok() {
            held.set_value(Some((event.client_x(), untrack(width))));
        }
    };
    let drag = move |event: PointerEvent| {
        if let Some((from, before)) = held.get_value() {
            set(before + from - event.client_x());
        }
    };
    view! {
        <div
            class="side-panel-edge"
            role="separator"
            tabindex="0"
            aria-label="Width of the details"
            aria-orientation="vertical"
            aria-controls="side-panel"
            aria-valuemin=PANEL_WIDTHS.start().to_string()
            aria-valuemax=PANEL_WIDTHS.end().to_string()
            aria-valuenow=move || width().to_string()
            title="Drag to resize; double-click to reset. By keyboard: ← or →; Delete to reset."
            on:keydown=press
            on:pointerdown=take
            on:pointermove=drag
            on:lostpointercapture=move |_| held.set_value(None)
            on:dblclick=move |_| arranging.resize_panel(None)
        ></div>
    }
    .into_any()
}
