//! Menus: the row's ⋮, the account's, the organization switcher's.

mod keys;

use super::dom::fresh_id;
use super::popover::{Popover, close};
use super::{Glyph, Icon};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

/// One entry of a [`Menu`].
#[derive(Clone)]
pub struct MenuItem {
    label: String,
    on_select: Callback<()>,
    glyph: Option<Glyph>,
    chosen: Option<bool>,
}

impl MenuItem {
    /// Returns an entry that calls `on_select` when chosen, after the menu has closed and the focus is back on its button.
    pub fn new(label: impl Into<String>, on_select: impl Fn() + Send + Sync + 'static) -> Self {
        let on_select = Callback::new(move |()| on_select());
        Self { label: label.into(), on_select, glyph: None, chosen: None }
    }

    /// Adds an icon before the text.
    #[must_use]
    pub fn icon(mut self, glyph: Glyph) -> Self {
        self.glyph = Some(glyph);
        self
    }

    /// Makes it one of several entries of which exactly one is chosen.
    #[must_use]
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = Some(chosen);
        self
    }
}

/// A button that opens a menu. Arrows, Home, End and letters move; Enter chooses; Escape closes.
#[component]
pub fn Menu(
    /// The button's accessible name, such as "Actions"; visible only if `text` is given.
    #[prop(into)]
    label: Signal<String>,
    /// Returns the entries at each opening: read the objects of their actions there, not when one is chosen.
    #[prop(into)]
    items: Callback<(), Vec<MenuItem>>,
    /// The button's icon.
    #[prop(default = Glyph::Dots)]
    glyph: Glyph,
    /// The button's text; without it, the button is only an icon.
    #[prop(optional, into)]
    text: MaybeProp<String>,
    /// Shown above the entries, such as the person's name.
    #[prop(optional, into)]
    header: Option<ViewFn>,
    /// Whether it is disabled because the objects of its entries are still loading.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let anchor = NodeRef::<html::Button>::new();
    let id = fresh_id("menu");
    let controls = id.clone();
    let header = StoredValue::new(header);
    let last = RwSignal::new(false);
    let keydown = move |event: KeyboardEvent| {
        let key = event.key();
        if key == "ArrowDown" || key == "ArrowUp" {
            event.prevent_default();
            last.set(key == "ArrowUp");
            open.set(true);
        }
    };
    let shown = move |()| keys::start(anchor, last.get_untracked());
    let name = move || match text.get() {
        Some(text) if text != label.get() => [&label.get(), ": ", &text].concat(),
        _ => label.get(),
    };
    view! {
        <button
            node_ref=anchor
            type="button"
            class="button menu-button"
            class:icon-only=move || text.with(Option::is_none)
            aria-label=move || name()
            aria-haspopup="menu"
            aria-expanded=move || if open.get() { "true" } else { "false" }
            aria-controls=move || open.get().then(|| controls.clone())
            disabled=move || disabled.get()
            on:click=move |_| {
                last.set(false);
                open.update(|open| *open = !*open);
            }
            on:keydown=keydown
        >
            <Icon glyph=glyph />
            {move || text.get().map(|text| view! { <span class="menu-button-text">{text}</span> }.into_any())}
        </button>
        <Popover open=open anchor=anchor id=id class="menu" on_shown=shown>
            {header.with_value(|header| {
                header.as_ref().map(|header| view! { <div class="menu-header">{header.run()}</div> }.into_any())
            })}
            <div role="menu" aria-label=move || label.get_untracked() on:keydown=move |event| keys::press(&event)>
                {items.run(()).into_iter().map(|item| entry(item, open, anchor)).collect::<Vec<_>>()}
            </div>
        </Popover>
    }
}

fn entry(item: MenuItem, open: RwSignal<bool>, anchor: NodeRef<html::Button>) -> AnyView {
    let MenuItem { label, on_select, glyph, chosen } = item;
    let press = move |_| {
        close(open, anchor);
        on_select.run(());
    };
    let glyph = if chosen == Some(true) { Some(Glyph::Check) } else { glyph };
    view! {
        <button
            type="button"
            class="menu-item"
            role=if chosen.is_some() { "menuitemradio" } else { "menuitem" }
            tabindex="-1"
            aria-checked=chosen.map(|on| if on { "true" } else { "false" })
            on:click=press
        >
            <span class="menu-item-icon">{glyph.map(|glyph| view! { <Icon glyph=glyph /> })}</span>
            <span>{label}</span>
        </button>
    }
    .into_any()
}

/// The menu for switching to another organization.
#[component]
pub fn OrganizationSwitcher(
    /// The names of the person's organizations.
    #[prop(into)]
    organizations: Signal<Vec<String>>,
    /// The position of the current one.
    #[prop(into)]
    current: Signal<usize>,
    /// Called with the position of the chosen one.
    #[prop(into)]
    on_choose: Callback<usize>,
) -> impl IntoView {
    let name = move || organizations.with(|names| names.get(current.get()).cloned());
    let items = move |()| {
        let now = current.get_untracked();
        let entry =
            |(at, name): (usize, String)| MenuItem::new(name, move || on_choose.run(at)).chosen(at == now);
        organizations.get_untracked().into_iter().enumerate().map(entry).collect::<Vec<_>>()
    };
    view! { <Menu label="Organization" text=Signal::derive(name) items=items glyph=Glyph::ChevronDown /> }
}
