//! The address bar as state: which page is open, and the query behind it. A handful of exact paths needs no router that
//! matches patterns: that was a tenth of the first load.

use js_sys::Array;
use leptos::ev::{self, MouseEvent};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, UrlSearchParams};

use crate::short_links::ShortLinks;

/// Makes a page's view.
pub type Page = Box<dyn FnOnce() -> AnyView>;

/// The pages of a bundle: what it has at a path, if anything.
pub type Pages = fn(&str) -> Option<Page>;

/// Links that may lead to another page of the bundle; the others say themselves that they don't.
const LINK: &str = "a[href]:not([target], [download], [rel~=external])";

/// The address bar of a page that is open.
#[derive(Clone, Copy)]
pub struct Location {
    /// The path, such as `/licenses`.
    pub path: RwSignal<String>,
    /// The query as it stands there, with its question mark; empty when there is none. What a short link in it stands for is
    /// in its place, as far as it is known.
    pub search: RwSignal<String>,
    /// The short links that are known.
    pub links: ShortLinks,
    pages: Pages,
}

/// Makes the [`Location`] of a bundle with these pages, for as long as the browser shows it.
pub fn provide_location(pages: Pages) -> Location {
    let (path, search) = in_the_bar();
    let (path, search, links) = (RwSignal::new(path), RwSignal::new(search), ShortLinks::new());
    let location = Location { path, search, links, pages };
    provide_context(location);
    window_event_listener(ev::popstate, move |_| location.read());
    window_event_listener(ev::click, move |click| location.follow(&click));
    location
}

/// The page's [`Location`].
pub fn use_location() -> Location {
    expect_context()
}

impl Location {
    /// The page that the path leads to; none when the bundle has none there.
    pub fn page(self) -> Option<Page> {
        self.path.with(|path| (self.pages)(path))
    }

    /// The query's pairs, decoded.
    pub fn pairs(self) -> Vec<(String, String)> {
        let text = |text: JsValue| text.as_string().unwrap_or_default();
        let pair = |pair: JsValue| {
            let pair = Array::from(&pair);
            (text(pair.get(0)), text(pair.get(1)))
        };
        self.parsed().map_or_else(Vec::new, |search| Array::from(&search).iter().map(pair).collect())
    }

    /// The first value of that name in the query, decoded.
    pub fn value(self, name: &str) -> Option<String> {
        self.parsed()?.get(name)
    }

    /// Goes to an address of this site, `/path?query`. `replace` leaves no entry to go back to. Where the bundle has no
    /// page, the address is loaded: another bundle may have it.
    pub fn go(self, to: &str, replace: bool) {
        let path = to.split(['?', '#']).next().unwrap_or_default();
        let (before, search) = in_the_bar();
        let to = untrack(|| self.links.short(to));
        // Refused is only a document that is not shown any more, or that floods its history.
        let _ = if (self.pages)(path).is_none() {
            let location = window().location();
            if replace { location.replace(&to) } else { location.assign(&to) }
        } else if replace || [before.as_str(), &search].concat() == to {
            window()
                .history()
                .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&to)))
        } else {
            window().history().and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&to)))
        };
        self.read();
        if self.path.with_untracked(|path| *path != before) {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    }

    /// The address of the page, with all that short links stand for.
    pub fn whole(self) -> String {
        [self.path.get(), self.search.get()].concat()
    }

    /// Puts the short link of the page into the bar, once there is one. It is the same page.
    pub fn shorten(self) {
        let whole = self.whole();
        let short = self.links.short(&whole);
        let (path, search) = in_the_bar();
        if short != whole && short != [path, search].concat() {
            self.go(&short, true);
        }
    }

    /// Takes over what stands in the bar.
    pub fn read(self) {
        let (path, search) = in_the_bar();
        let search = self.links.whole(search);
        for (signal, now) in [(self.path, path), (self.search, search)] {
            if signal.with_untracked(|before| *before != now) {
                signal.set(now);
            }
        }
    }

    /// A click on a link to a page of this bundle opens it here; every other click is the browser's.
    fn follow(self, click: &MouseEvent) {
        let has_key = click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key();
        if click.default_prevented() || click.button() != 0 || has_key {
            return;
        }
        let clicked = click.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = clicked.and_then(|clicked| clicked.closest(LINK).ok().flatten());
        let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return };
        let is_of_this_site = window().location().origin().is_ok_and(|origin| origin == link.origin());
        let path = link.pathname();
        if is_of_this_site && link.hash().is_empty() && (self.pages)(&path).is_some() {
            click.prevent_default();
            self.go(&[path, link.search()].concat(), false);
        }
    }

    fn parsed(self) -> Option<UrlSearchParams> {
        self.search.with(|search| UrlSearchParams::new_with_str(search)).ok()
    }
}

/// A text as it stands in an address.
pub fn encoded(text: &str) -> String {
    // Refused is only half of a surrogate pair, which no Rust text has.
    js_sys::encode_uri_component(text).into()
}

/// Path and query as the browser has them.
fn in_the_bar() -> (String, String) {
    let location = window().location();
    // Both can always be read of a document of one's own.
    (location.pathname().unwrap_or_default(), location.search().unwrap_or_default())
}
