//! The panel under a button. It is in the top layer, so that no scrolled or clipped ancestor cuts it off.

use super::dom::{self, Listener, show_beside};
use super::reactive::effect;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, Node};

/// A panel beside `anchor`, present while `open`. It closes on Escape (the focus returns to the anchor), on a press outside, when
/// Tab leaves it, and when the content behind it scrolls.
#[component]
pub fn Popover(
    /// Whether it is shown; it closes itself.
    open: RwSignal<bool>,
    /// The button that opens it.
    anchor: NodeRef<html::Button>,
    /// The panel's id, for the anchor's `aria-controls`.
    id: String,
    /// An additional class.
    class: &'static str,
    /// Called after it is placed, with the focus still on the anchor.
    #[prop(into)]
    on_shown: Callback<()>,
    /// The content, created at each opening.
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    let id = StoredValue::new(id);
    move || {
        open.get().then(|| {
            let panel = NodeRef::<html::Div>::new();
            watch(open, anchor, panel, on_shown);
            let keydown = move |event: KeyboardEvent| {
                if event.key() == "Escape" {
                    // Otherwise a dialog around it would close, too.
                    event.prevent_default();
                    event.stop_propagation();
                    close(open, anchor);
                }
            };
            // Focusable by press: otherwise pressing its text would focus an element around it and close it.
            view! {
                <div
                    node_ref=panel
                    tabindex="-1"
                    id=id.get_value()
                    class=["popover ", class].concat()
                    popover="manual"
                    on:keydown=keydown
                >
                    {children.with_value(|children| children())}
                </div>
            }
            .into_any()
        })
    }
}

/// Closes it and returns the focus to the button.
pub fn close(open: RwSignal<bool>, anchor: NodeRef<html::Button>) {
    open.set(false);
    if let Some(button) = anchor.get_untracked() {
        dom::focus(&button);
    }
}

fn watch(
    open: RwSignal<bool>,
    anchor: NodeRef<html::Button>,
    panel: NodeRef<html::Div>,
    on_shown: Callback<()>,
) {
    let inside = move |event: &Event| {
        let node = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        panel.get_untracked().is_some_and(|el| el.contains(node.as_ref()))
            || anchor.get_untracked().is_some_and(|el| el.contains(node.as_ref()))
    };
    let corner =
        move || anchor.get_untracked().map(|el| el.get_bounding_client_rect()).map(|at| (at.x(), at.y()));
    let placed = StoredValue::new(None);
    let shut = move |event: Event| {
        // A scroll that did not move the button is elsewhere on the page, or ended before the opening.
        let still = event.type_() == "scroll" && corner() == placed.get_value();
        if !still && !inside(&event) {
            open.set(false);
        }
    };
    let listeners = StoredValue::new_local(
        ["pointerdown", "focusin", "scroll"].map(|kind| Listener::new(window().into(), kind, shut)),
    );
    let place = move || {
        if let (Some(panel), Some(anchor)) = (panel.get_untracked(), anchor.get_untracked()) {
            show_beside(&panel, &anchor);
            placed.set_value(corner());
        }
    };
    // A phone's keyboard that opens for a field in the panel is a resize, too: follow it.
    let resize = StoredValue::new_local(Listener::new(window().into(), "resize", move |_| place()));
    on_cleanup(move || {
        listeners.dispose();
        resize.dispose();
    });
    effect(move || {
        if panel.get().is_some() {
            place();
            on_shown.run(());
        }
    });
}
