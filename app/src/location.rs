//! The address bar as state: the open page and its query. A few exact paths need no pattern-matching router, which was a tenth of
//! the first load.

use js_sys::Array;
use leptos::ev::{self, MouseEvent};
use leptos::prelude::*;
use model::address::with_query;
use model::page::Page;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, UrlSearchParams};

use crate::short_links::ShortLinks;
use crate::ui::memo;

/// The pages of a bundle: returns what creates a page's view; None if another bundle has the page.
pub type Pages = fn(&'static Page) -> Option<ChildrenFn>;

/// Reads the pairs of a query: what they ask for, and a sentence about each that means nothing (R19).
pub type Read<Q> = fn(&[(&str, &str)]) -> (Q, Vec<String>);

/// Links that may lead to another page of the bundle; all others are marked.
const LINK: &str = "a[href]:not([target], [download], [rel~=external])";

/// The address bar of an open page.
#[derive(Clone, Copy)]
pub struct Location {
    /// The path, such as `/licenses`.
    pub path: RwSignal<String>,
    /// The query with its question mark; empty if there is none. Known short links are resolved.
    pub search: RwSignal<String>,
    /// The known short links.
    pub links: ShortLinks,
    pages: Pages,
}

/// Creates the [`Location`] of a bundle with these pages, for as long as the browser shows it.
pub fn provide_location(pages: Pages) -> Location {
    let (path, search) = in_the_bar();
    let (path, search, links) = (RwSignal::new(path), RwSignal::new(search), ShortLinks::new());
    let location = Location { path, search, links, pages };
    provide_context(location);
    window_event_listener(ev::popstate, move |_| location.read());
    window_event_listener(ev::click, move |click| location.follow(&click));
    location
}

/// Returns the page's [`Location`].
pub fn use_location() -> Location {
    expect_context()
}

impl Location {
    /// Returns the page at the path, with what creates its view; None if the bundle has none there.
    pub fn page(self) -> Option<(&'static Page, ChildrenFn)> {
        self.path.with(|path| self.at(path))
    }

    fn at(self, path: &str) -> Option<(&'static Page, ChildrenFn)> {
        let page = Page::at(path)?;
        Some((page, (self.pages)(page)?))
    }

    /// Returns the query's pairs, decoded.
    fn pairs(self) -> Vec<(String, String)> {
        let text = |text: JsValue| text.as_string().unwrap_or_default();
        let pair = |pair: JsValue| {
            let pair = Array::from(&pair);
            (text(pair.get(0)), text(pair.get(1)))
        };
        self.parsed().map_or_else(Vec::new, |search| Array::from(&search).iter().map(pair).collect())
    }

    /// Returns the query's first value of that name, decoded.
    pub fn value(self, name: &str) -> Option<String> {
        self.parsed()?.get(name)
    }

    /// Reads the query: what it asks for, and a sentence about each pair that means nothing (R19).
    pub fn query<Q: Clone + PartialEq + Send + Sync + 'static>(
        self,
        read: Read<Q>,
    ) -> (Memo<Q>, Memo<Vec<String>>) {
        let read = move || {
            let pairs = self.pairs();
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            read(&pairs)
        };
        (memo(move || read().0), memo(move || read().1))
    }

    /// Goes to this page with another query. `replace` adds no entry to the browser's history.
    pub fn change_query(self, query: &str, replace: bool) {
        self.go(&with_query(&self.path.get_untracked(), query), replace);
    }

    /// Goes to an address of this site, `/path?query`. `replace` adds no entry to the browser's history. Loads the address if the
    /// bundle has no such page: another one may have it.
    pub fn go(self, to: &str, replace: bool) {
        let path = to.split(['?', '#']).next().unwrap_or_default();
        let (before, search) = in_the_bar();
        let to = untrack(|| self.links.short(to));
        // Fails only in a document that is no longer shown, or that floods its history.
        let _ = if self.at(path).is_none() {
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

    /// Returns the page's address with all short links resolved.
    pub fn whole(self) -> String {
        [self.path.get(), self.search.get()].concat()
    }

    /// Shows the short link of the page in the bar once there is one. The page stays the same.
    pub fn shorten(self) {
        let whole = self.whole();
        let short = self.links.short(&whole);
        let (path, search) = in_the_bar();
        if short != whole && short != [path, search].concat() {
            self.go(&short, true);
        }
    }

    /// Reads path and query from the bar.
    pub fn read(self) {
        let (path, search) = in_the_bar();
        let search = self.links.whole(search);
        for (signal, now) in [(self.path, path), (self.search, search)] {
            if signal.with_untracked(|before| *before != now) {
                signal.set(now);
            }
        }
    }

    /// Opens a clicked link here if it leads to a page of this bundle; leaves every other click to the browser.
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
        if is_of_this_site && link.hash().is_empty() && self.at(&path).is_some() {
            click.prevent_default();
            self.go(&[path, link.search()].concat(), false);
        }
    }

    fn parsed(self) -> Option<UrlSearchParams> {
        self.search.with(|search| UrlSearchParams::new_with_str(search)).ok()
    }
}

/// Returns the browser's path and query.
fn in_the_bar() -> (String, String) {
    let location = window().location();
    // Never fails in the page's own document.
    (location.pathname().unwrap_or_default(), location.search().unwrap_or_default())
}
