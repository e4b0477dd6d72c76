//! The panel's frame: its heading and buttons, its width, its keys, and where the focus goes.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::content::content;
use super::handle::handle;
use super::loaded::Loaded;
use super::row::button_of;
use super::steps::step;
use super::styles;
use crate::list::List;
use crate::list::dialogs::Dialogs;
use crate::ui::{Button, Glyph, Icon, dom, effect, live, narrow_screen};

/// What in the panel can have the focus.
const STOPS: &str = ".side-panel :is(a[href], button, [tabindex])";

/// Returns the open panel.
pub(super) fn frame(list: List, dialogs: &Dialogs) -> AnyView {
    styles::adopt();
    let loaded = Loaded::new(list, dialogs, keeping_focus);
    let shown = dialogs.shown;
    let is_narrow = narrow_screen();
    effect(move || {
        shown.id.track();
        if shown.takes_focus.get_value() {
            shown.takes_focus.set_value(false);
            dom::focus_soon(".side-panel h2");
        }
    });
    // What a button has done, for screen readers, too.
    let told = RwSignal::new("");
    live(move || if is_narrow.get() { over_the_page(loaded, told) } else { beside(loaded, told) })
}

fn beside(loaded: Loaded, told: RwSignal<&'static str>) -> AnyView {
    view! {
        <aside
            class="side-panel"
            id="side-panel"
            aria-labelledby="side-panel-title"
            on:keydown=move |event| press(loaded, told, &event)
        >
            {handle()}
            <div class="side-panel-box">{head(loaded, told, false)} {content(loaded)}</div>
        </aside>
    }
    .into_any()
}

fn over_the_page(loaded: Loaded, told: RwSignal<&'static str>) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    effect(move || {
        if let Some(dialog) = dialog.get().filter(|dialog| !dialog.open()) {
            // Fails only for a dialog that has left the page.
            let _ = dialog.show_modal();
        }
    });
    let cancel = move |event: web_sys::Event| {
        if event.target() == event.current_target() {
            event.prevent_default();
            close(loaded);
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class="side-panel"
            aria-labelledby="side-panel-title"
            on:cancel=cancel
            on:keydown=move |event| press(loaded, told, &event)
        >
            <div class="side-panel-box">{head(loaded, told, true)} {content(loaded)}</div>
        </dialog>
    }
    .into_any()
}

fn head(loaded: Loaded, told: RwSignal<&'static str>, has_back: bool) -> AnyView {
    let title = move || {
        let product = loaded.read(|details| details.product.name.clone());
        product.unwrap_or_else(|| "License".to_owned())
    };
    let shut = move |()| close(loaded);
    let to = move |by: i8| move |_: MouseEvent| step(loaded, told, by);
    view! {
        <header class="side-panel-head">
            {has_back.then(|| view! { <Button on_click=shut>"Back"</Button> })}
            <h2 id="side-panel-title" tabindex="-1" autofocus=has_back>{title}</h2>
            {icon("Previous license", "Alt+ArrowUp", Glyph::ChevronUp, to(-1))}
            {icon("Next license", "Alt+ArrowDown", Glyph::ChevronDown, to(1))}
            {(!has_back).then(|| icon("Close details", "Escape", Glyph::Close, move |_| close(loaded)))}
        </header>
        <p class="muted" role="status">{move || told.get()}</p>
    }
    .into_any()
}

fn icon(
    label: &'static str,
    keys: &'static str,
    glyph: Glyph,
    press: impl Fn(MouseEvent) + 'static,
) -> AnyView {
    view! {
        <button
            type="button"
            class="button icon-only"
            aria-label=label
            aria-keyshortcuts=keys
            title=label
            on:click=press
        >
            <Icon glyph=glyph />
        </button>
    }
    .into_any()
}

/// Acts on a key pressed anywhere in the panel, unless something in it has.
fn press(loaded: Loaded, told: RwSignal<&'static str>, event: &KeyboardEvent) {
    if event.default_prevented() {
        return;
    }
    match (event.key().as_str(), event.alt_key()) {
        ("Escape", false) => close(loaded),
        ("ArrowUp", true) => step(loaded, told, -1),
        ("ArrowDown", true) => step(loaded, told, 1),
        _ => return,
    }
    event.prevent_default();
}

/// Closes the panel. The focus returns to the license's row, or to the first table if that is not in view.
fn close(loaded: Loaded) {
    let license = loaded.answer.with_untracked(|answer| Some(answer.as_ref()?.as_ref().ok()?.texts.license));
    // Behind an open dialog nothing takes the focus.
    if let Some(dialog) = document().query_selector("dialog.side-panel").ok().flatten()
        && let Ok(dialog) = dialog.dyn_into::<web_sys::HtmlDialogElement>()
    {
        dialog.close();
    }
    let row = license.and_then(button_of);
    let table = || document().query_selector(".vt").ok().flatten()?.dyn_into().ok();
    if let Some(target) = row.or_else(table) {
        dom::focus_in_place(&target);
    }
    loaded.dialogs().shown.close();
}

/// Changes the panel's content. The focus stays at its place if the focused element is replaced by a new one.
fn keeping_focus(change: &dyn Fn()) {
    let Some(body) = document().body() else { return change() };
    let focused = dom::focused();
    let place = dom::all(&body, STOPS)
        .iter()
        .position(|stop| focused.as_ref().is_some_and(|focused| AsRef::<Element>::as_ref(stop) == focused));
    change();
    let Some(place) = place else { return };
    request_animation_frame(move || {
        let is_lost = dom::focused().is_none_or(|focused| focused.tag_name() == "BODY");
        let stop = dom::all(&body, STOPS).into_iter().nth(place).filter(|_| is_lost);
        if let Some(stop) = stop {
            dom::focus_in_place(&stop);
        }
    });
}
