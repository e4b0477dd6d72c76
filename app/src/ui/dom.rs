//! Browser functions that the parts need beyond Leptos.

use js_sys::Function;
use leptos::prelude::{document, on_cleanup, request_animation_frame, window, window_event_listener};
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::prelude::*;
use web_sys::{
    AddEventListenerOptions, Element, Event, EventTarget, HtmlElement, IntersectionObserver,
    IntersectionObserverEntry, IntersectionObserverInit, ResizeObserver,
};

/// Returns an element id that is unique on the page, for `aria-labelledby` and the like.
pub fn fresh_id(stem: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut id = String::from(stem);
    id.push('-');
    id.push_str(&number.to_string());
    id
}

/// Formats a length for CSS, in whole pixels. (Formatting fractions would cost kilobytes of wasm.)
pub fn pixels(length: f64) -> String {
    let mut text = whole(length).to_string();
    text.push_str("px");
    text
}

/// Rounds a length to whole pixels.
#[expect(
    clippy::cast_possible_truncation,
    reason = "no length on a page reaches 2^31, and the cast saturates"
)]
pub fn whole(length: f64) -> i32 {
    length.round() as i32
}

/// Converts rem to whole pixels: 1rem is the text size that the reader has set in the browser.
pub fn rems(count: f64) -> f64 {
    let root = document().document_element();
    let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    // If the browser does not say, assumes the usual size.
    let size = size.map(|size| js_sys::parse_float(&size)).filter(|size| *size > 0.0).unwrap_or(16.0);
    (count * size).round()
}

/// Returns a string in lower case. (The browser has the tables; Rust's own are 6 KB of the first load.)
pub fn lower_case(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// Returns a string for searching: without case, accents and differences between normal forms, much as the server does it
/// (`store::text::fold`).
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Capitals unify ß and ss, ı and i; ẞ is its own capital, so the text is lowered first.
    let plain = js_sys::JsString::from(text).normalize("NFKD").to_lower_case().to_upper_case();
    let plain = String::from(plain.to_lower_case().normalize("NFKD"));
    let is_kept = |c: &char| !matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    // The browser knows where a word ends and writes its last σ as ς.
    let plain: String = plain.chars().filter(is_kept).map(|c| if c == 'ς' { 'σ' } else { c }).collect();
    js_sys::JsString::from(plain).normalize("NFC").into()
}

/// Sets the tab's title.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// An event listener that dropping removes.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    handler: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens on `target` in the capture phase, so that nothing can swallow events, and those that do not bubble, such as
    /// `scroll`, arrive, too.
    pub fn new(target: EventTarget, kind: &'static str, call: impl FnMut(Event) + 'static) -> Self {
        let handler = Closure::new(call);
        let options = AddEventListenerOptions::new();
        options.set_capture(true);
        options.set_passive(true);
        // Only a detached window refuses a listener, and it has no events.
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            kind,
            function(&handler),
            &options,
        );
        Self { target, kind, handler }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.kind,
            function(&self.handler),
            true,
        );
    }
}

fn function(handler: &Closure<dyn FnMut(Event)>) -> &Function {
    handler.as_ref().unchecked_ref()
}

/// Watches an element's size until dropped.
pub struct SizeWatch {
    observer: ResizeObserver,
    _handler: Closure<dyn FnMut()>,
}

impl SizeWatch {
    /// Calls once after the first layout, then whenever the element's size changes. `None` if the browser has no such observer.
    pub fn new(element: &Element, call: impl FnMut() + 'static) -> Option<Self> {
        let handler = Closure::new(call);
        let observer = ResizeObserver::new(AsRef::<JsValue>::as_ref(&handler).unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _handler: handler })
    }

    /// Watches another element, too: it calls once for all that change in a frame.
    pub fn add(&self, element: &Element) {
        self.observer.observe(element);
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// How close to the view an element counts as in view.
const CLOSE: &str = "64px";

/// Watches whether an element is in view or close to it, until dropped.
pub struct ViewWatch {
    observer: IntersectionObserver,
    _handler: Closure<dyn FnMut(js_sys::Array)>,
}

impl ViewWatch {
    /// Calls once after the first layout, then whenever the element comes into view or leaves it. `None` if the browser has no
    /// such observer.
    pub fn new(element: &Element, mut call: impl FnMut(bool) + 'static) -> Option<Self> {
        let handler = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            if let Some(is_in_view) = latest(&entries) {
                call(is_in_view);
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(CLOSE);
        let observer = IntersectionObserver::new_with_options(
            AsRef::<JsValue>::as_ref(&handler).unchecked_ref(),
            &options,
        )
        .ok()?;
        observer.observe(element);
        Some(Self { observer, _handler: handler })
    }

    /// Returns whether the element is in view, if that has changed and was not reported yet. It will not be reported again.
    pub fn untold(&self) -> Option<bool> {
        latest(&self.observer.take_records())
    }
}

impl Drop for ViewWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn latest(entries: &js_sys::Array) -> Option<bool> {
    let last = entries.iter().next_back()?;
    Some(last.unchecked_into::<IntersectionObserverEntry>().is_intersecting())
}

/// Saves text as a download with that name.
pub fn save_text(name: &str, text: &str) {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let Ok(blob) = web_sys::Blob::new_with_str_sequence(&parts) else { return };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
    save(&url, name);
    let _ = web_sys::Url::revoke_object_url(&url);
}

/// Downloads a file of this site under the name that the server gives it.
pub fn download(address: &str) {
    save(address, "");
}

fn save(address: &str, name: &str) {
    let Ok(link) = document().create_element("a") else { return };
    // Fails only for invalid attribute names.
    let _ = link.set_attribute("href", address);
    let _ = link.set_attribute("download", name);
    link.unchecked_into::<HtmlElement>().click();
}

/// Returns the focused element.
pub fn focused() -> Option<Element> {
    document().active_element()
}

/// Moves the focus to `element`.
pub fn focus(element: &HtmlElement) {
    // Fails only on an element that is no longer there.
    let _ = element.focus();
}

/// An input with an error, for [`focus_soon`].
pub const INVALID: &str = "[aria-invalid=true]";
/// An element marked to take the focus when it appears, for [`focus_soon`]; an opening dialog does that by itself.
pub const MARKED: &str = "[autofocus]";
/// The page's heading, for [`focus_soon`].
pub const HEADING: &str = "h1";

/// Moves the focus, in the next frame, to the first match of `selector`: where a person continues after the focused element has
/// left the page.
pub fn focus_soon(selector: &'static str) {
    request_animation_frame(move || {
        let found = document().query_selector(selector).ok().flatten();
        if let Some(found) = found.as_ref().and_then(JsCast::dyn_ref) {
            focus(found);
        }
    });
}

/// In the next frame, places what is open anew, because its content has changed, and moves the focus to where an opening that
/// finds its content puts it: unless the person has gone on to another input, or a menu has put it on an entry.
pub fn focus_part_soon() {
    request_animation_frame(|| {
        if let Ok(event) = web_sys::Event::new("resize") {
            // Fails only while an event is being dispatched that is the same.
            let _ = window().dispatch_event(&event);
        }
        let stays = "input, textarea, select, [role^=menuitem]";
        let is_there = focused().is_some_and(|focused| focused.matches(stays).is_ok_and(|stays| stays));
        let found = document().query_selector(".popover input, dialog[open] [autofocus]").ok().flatten();
        if let Some(found) = found.as_ref().and_then(JsCast::dyn_ref).filter(|_| !is_there) {
            focus(found);
        }
    });
}

/// In the next frame, scrolls the row around the first match of `selector` sideways to center it.
pub fn scroll_row_soon(selector: &'static str) {
    request_animation_frame(move || {
        let Some(found) = document().query_selector(selector).ok().flatten() else { return };
        let Some(row) = found.parent_element() else { return };
        let middle = |of: &Element| {
            let at = of.get_bounding_client_rect();
            at.left() + at.width() / 2.0
        };
        row.scroll_by_with_x_and_y(middle(&found) - middle(&row), 0.0);
    });
}

/// Moves the focus to `element` without scrolling.
pub fn focus_in_place(element: &HtmlElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Returns the elements inside `root` that match a CSS selector, in document order.
pub fn all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|i| found.item(i)?.dyn_into().ok()).collect()
}

/// Shows `panel` in the top layer by `anchor`: below it or, without room, above it; aligned with its left edge or, if it would
/// leave the screen, its right. No ancestor can clip it.
pub fn show_beside(panel: &HtmlElement, anchor: &Element) {
    const GAP: f64 = 4.0;
    let _ = panel.show_popover();
    let at = anchor.get_bounding_client_rect();
    let size = panel.get_bounding_client_rect();
    let width = number(window().inner_width());
    let height = number(window().inner_height());
    let below = at.bottom() + GAP;
    let top = if below + size.height() > height && at.top() - GAP - size.height() > 0.0 {
        at.top() - GAP - size.height()
    } else {
        below.min(height - size.height() - GAP).max(GAP)
    };
    let left = if at.left() + size.width() > width - GAP { at.right() - size.width() } else { at.left() };
    let left = left.min(width - size.width() - GAP).max(GAP);
    let style = panel.style();
    let _ = style.set_property("top", &pixels(top));
    let _ = style.set_property("left", &pixels(left));
}

/// Returns how far the window is scrolled.
pub fn window_top() -> f64 {
    window().scroll_y().unwrap_or_default()
}

/// Scrolls the window to that place.
pub fn scroll_window(top: f64) {
    window().scroll_to_with_x_and_y(0.0, top);
}

/// Returns the window's height, without a scroll bar at its bottom.
pub fn window_height() -> f64 {
    document().document_element().map_or(0.0, |root| f64::from(root.client_height()))
}

/// Returns whether an element begins below the window.
pub fn is_below_window(element: &Element) -> bool {
    element.get_bounding_client_rect().top() > number(window().inner_height())
}

/// Returns the browser's query for a narrow screen, such as a phone's. Styles have the same.
pub fn narrow() -> Option<web_sys::MediaQueryList> {
    window().match_media("(max-width: 40rem)").ok().flatten()
}

fn number(value: Result<JsValue, JsValue>) -> f64 {
    value.ok().and_then(|v| v.as_f64()).unwrap_or(0.0)
}

/// Returns the names of the browser's time zones.
pub fn time_zones() -> Vec<String> {
    let intl = js_sys::Reflect::get(&js_sys::global(), &"Intl".into());
    let known = intl.and_then(|intl| {
        let list: js_sys::Function = js_sys::Reflect::get(&intl, &"supportedValuesOf".into())?.dyn_into()?;
        list.call1(&intl, &"timeZone".into())
    });
    // A browser without the list offers only UTC.
    known.map_or_else(
        |_| Vec::new(),
        |known| js_sys::Array::from(&known).iter().filter_map(|zone| zone.as_string()).collect(),
    )
}

/// Returns the browser's own time zone.
pub fn own_time_zone() -> String {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    let zone = js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into());
    zone.ok().and_then(|zone| zone.as_string()).unwrap_or_else(|| "UTC".to_owned())
}

/// Reloads the page when a link to it differs only in its fragment: browsers then load nothing, and the mailed link would do
/// nothing. For pages whose links carry a token there.
pub fn reload_for_links() {
    let opened = window_event_listener(leptos::ev::hashchange, |_| {
        let location = window().location();
        if location.hash().is_ok_and(|hash| hash.len() > 1) {
            // Fails only in a document that is no longer shown.
            let _ = location.reload();
        }
    });
    on_cleanup(move || opened.remove());
}
