//! A button that opens a panel below it.

use super::dom::{self, fresh_id};
use super::popover::{Popover, close};
use super::{Glyph, Icon};
use leptos::html;
use leptos::prelude::*;

/// A button with a [`Popover`]. The panel's first input gets the focus.
#[component]
pub fn PanelButton(
    /// The visible text.
    #[prop(into)]
    label: Signal<String>,
    /// The accessible name, which begins with the text.
    #[prop(into)]
    name: Signal<String>,
    /// How many things are chosen in it, if any.
    #[prop(optional, into)]
    number: Signal<usize>,
    /// The panel, a dialog with a name of its own.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let anchor = NodeRef::<html::Button>::new();
    let id = fresh_id("panel");
    let controls = id.clone();
    let press = move |_| {
        if open.get_untracked() {
            // Not every browser moves the focus to a pressed button.
            close(open, anchor);
        } else {
            open.set(true);
        }
    };
    view! {
        <button
            node_ref=anchor
            type="button"
            class="button filter-button"
            class:on=move || number.get() != 0
            aria-label=move || name.get()
            aria-haspopup="dialog"
            aria-expanded=move || if open.get() { "true" } else { "false" }
            aria-controls=move || open.get().then(|| controls.clone())
            on:click=press
        >
            {move || label.get()}
            {move || {
                let number = number.get();
                (number != 0).then(|| view! { <span class="filter-number">{number}</span> }.into_any())
            }}
            <Icon glyph=Glyph::ChevronDown />
        </button>
        <Popover open=open anchor=anchor id=id class="filter" on_shown=move || focus_first(anchor)>
            {children()}
        </Popover>
    }
}

fn focus_first(anchor: NodeRef<html::Button>) {
    let panel = anchor.get_untracked().and_then(|button| button.next_element_sibling());
    if let Some(input) = panel.and_then(|panel| dom::all(&panel, "input").into_iter().next()) {
        dom::focus(&input);
    }
}
