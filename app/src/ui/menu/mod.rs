//! Menus: the row's ⋮, the account's, the organization switcher's.

mod keys;

use super::dom::fresh_id;
use super::popover::{Popover, close};
use super::reactive::effect;
use super::{Glyph, Icon};
use crate::later::{Part, later_once, part};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::wasm_split::wasm_split;
use web_sys::Element;

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

    /// Returns a button for the same action outside a menu.
    pub fn button(self) -> AnyView {
        let Self { label, on_select, glyph, .. } = self;
        view! {
            <button type="button" class="button" on:click=move |_| on_select.run(())>
                {glyph.map(|glyph| view! { <Icon glyph=glyph /> })}
                {label}
            </button>
        }
        .into_any()
    }

    /// Makes it one of several entries of which exactly one is chosen.
    #[must_use]
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = Some(chosen);
        self
    }
}

/// Whether a menu is open, and at which button. The rows of a table share one [`MenuPanel`], so that each has only a button.
#[derive(Clone, Copy)]
pub struct OpenMenu {
    open: RwSignal<bool>,
    anchor: NodeRef<html::Button>,
    /// Whether it opens at its last entry.
    last: StoredValue<bool>,
}

impl OpenMenu {
    /// Returns a closed menu.
    pub fn new() -> Self {
        Self { open: RwSignal::new(false), anchor: NodeRef::new(), last: StoredValue::new(false) }
    }

    /// Returns whether it is open.
    pub fn is_open(self) -> bool {
        self.open.get()
    }

    /// Opens it at `button`, which has the focus again when it closes.
    pub fn open_at(self, button: &Element, last: bool) {
        // Assistive technology presses a button without moving the pointer or the focus, which would have closed the menu before.
        if let Some(before) = self.anchor.get_untracked().filter(|_| self.open.get_untracked()) {
            collapse(&before);
        }
        NodeRefContainer::<html::Button>::load(self.anchor, button);
        self.open_again(last);
    }

    /// Closes it if it is open at `button`. Returns whether it was.
    pub fn close_at(self, button: &Element) -> bool {
        let is_here = self.open.get_untracked()
            && self.anchor.get_untracked().is_some_and(|anchor| AsRef::<Element>::as_ref(&anchor) == button);
        if is_here {
            // Not every browser moves the focus to a pressed button.
            close(self.open, self.anchor);
        }
        is_here
    }

    fn open_again(self, last: bool) {
        self.last.set_value(last);
        self.open.set(true);
    }

    /// Returns whether a key opens a menu and, if so, whether at its last entry. Enter and Space are clicks.
    pub fn opens(key: &str) -> Option<bool> {
        match key {
            "ArrowDown" => Some(false),
            "ArrowUp" => Some(true),
            _ => None,
        }
    }
}

/// Marks a button's menu as closed.
fn collapse(button: &Element) {
    // Never fails for these names.
    let _ = button.set_attribute("aria-expanded", "false");
    let _ = button.remove_attribute("aria-controls");
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
) -> impl IntoView {
    let menu = OpenMenu::new();
    let panel = move || panel_of(menu, label, items, header.clone());
    view! {
        <MenuButton menu=menu label=label glyph=glyph text=text />
        {later_once(move || menu.is_open(), panel)}
    }
}

#[wasm_split(on_demand, wasm_split_path = ::leptos::wasm_split, fallible)]
fn panel_of(
    menu: OpenMenu,
    label: Signal<String>,
    items: Callback<(), Vec<MenuItem>>,
    header: Option<ViewFn>,
) -> Part {
    part(view! { <MenuPanel menu=menu label=label items=items header=header /> }.into_any())
}

/// The button of a [`Menu`], for one whose [`MenuPanel`] is elsewhere.
#[component]
pub fn MenuButton(
    /// Where it opens.
    menu: OpenMenu,
    /// The button's accessible name.
    label: Signal<String>,
    /// The button's icon.
    glyph: Glyph,
    /// The button's text; without it, the button is only an icon.
    text: MaybeProp<String>,
) -> impl IntoView {
    let keydown = move |event: KeyboardEvent| {
        if let Some(last) = OpenMenu::opens(&event.key()) {
            event.prevent_default();
            menu.open_again(last);
        }
    };
    let press = move |_| {
        if menu.open.get_untracked() {
            close(menu.open, menu.anchor);
        } else {
            menu.open_again(false);
        }
    };
    let name = move || match text.get() {
        Some(text) if text != label.get() => [&label.get(), ": ", &text].concat(),
        _ => label.get(),
    };
    view! {
        <button
            node_ref=menu.anchor
            type="button"
            class="button menu-button"
            class:icon-only=move || text.with(Option::is_none)
            aria-label=move || name()
            aria-haspopup="menu"
            aria-expanded="false"
            on:click=press
            on:keydown=keydown
        >
            <Icon glyph=glyph />
            {move || text.get().map(|text| view! { <span class="menu-button-text">{text}</span> }.into_any())}
        </button>
    }
}

/// The menu that a button opens.
#[component]
pub fn MenuPanel(
    /// Where it opens. Its button has `aria-haspopup="menu"`. This sets its `aria-expanded`, which nobody else draws again.
    menu: OpenMenu,
    /// The menu's accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// Returns the entries at each opening.
    #[prop(into)]
    items: Callback<(), Vec<MenuItem>>,
    /// Shown above the entries.
    #[prop(optional_no_strip)]
    header: Option<ViewFn>,
) -> impl IntoView {
    let OpenMenu { open, anchor, last } = menu;
    let id = StoredValue::new(fresh_id("menu"));
    let header = StoredValue::new(header);
    effect(move || {
        let is_open = open.get();
        let Some(button) = anchor.get() else { return };
        // Never fails for these names.
        if is_open {
            let _ = button.set_attribute("aria-expanded", "true");
            let _ = button.set_attribute("aria-controls", &id.get_value());
        } else {
            collapse(&button);
        }
    });
    let shown = move |()| keys::start(&id.get_value(), last.get_value());
    let press = move |event: KeyboardEvent| keys::press(&event, open, anchor);
    view! {
        <Popover open=open anchor=anchor id=id.get_value() class="menu" on_shown=shown>
            {header.with_value(|header| {
                header.as_ref().map(|header| view! { <div class="menu-header">{header.run()}</div> }.into_any())
            })}
            <div role="menu" aria-label=move || label.get_untracked() on:keydown=press>
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
