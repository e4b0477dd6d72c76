//! What scrolls a table: the window, or a box of its own. No other file knows the difference.

use crate::ui::dom;
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlDivElement;

type Div = NodeRef<html::Div>;

/// What scrolls a table.
#[derive(Clone, Copy)]
pub enum Scroller {
    /// The window. The table is as tall as all its rows, and its heading stays at the window's top.
    Window,
    /// The table itself: for a frame as tall as its content, whose window never scrolls.
    Own {
        /// How tall it may be, in pixels.
        height: Signal<f64>,
    },
}

/// A table's elements, and where it is in its scroller.
#[derive(Clone, Copy)]
pub struct Port {
    scroller: Scroller,
    /// The line above the heading that stays with it.
    pub bar: Div,
    pub table: Div,
    pub head: Div,
    /// Scrolls sideways if the columns are wider than the page.
    pub wide: Div,
    pub body: Div,
    /// The scroller's position at which the first row is right below the heading. Reading it costs no layout.
    origin: StoredValue<Option<f64>>,
}

/// Returns the element, unless it is gone.
pub fn element(of: Div) -> Option<HtmlDivElement> {
    of.try_get_untracked().flatten()
}

impl Port {
    pub fn new(scroller: Scroller) -> Self {
        Self {
            scroller,
            bar: Div::new(),
            table: Div::new(),
            head: Div::new(),
            wide: Div::new(),
            body: Div::new(),
            origin: StoredValue::new(None),
        }
    }

    /// Returns the most pixels that the table may be high; none if the window scrolls it.
    pub fn height(self) -> Option<f64> {
        match self.scroller {
            Scroller::Window => None,
            Scroller::Own { height } => Some(height.get()),
        }
    }

    /// Reads sizes, which costs nothing right after a layout. Returns the height of the view, without the heading.
    pub fn measure(self) -> Option<f64> {
        let (table, head, body) = (element(self.table)?, element(self.head)?, element(self.body)?);
        let head = f64::from(head.offset_height());
        let (origin, view) = match self.scroller {
            Scroller::Window => {
                let over = head + element(self.bar).map_or(0.0, |bar| f64::from(bar.offset_height()));
                let top = body.get_bounding_client_rect().top() + dom::window_top();
                (top - over, dom::window_height() - over)
            }
            Scroller::Own { .. } => (0.0, f64::from(table.client_height()) - head),
        };
        self.origin.try_set_value(Some(origin));
        Some(view)
    }

    /// Returns where the view begins in the body: below zero while more than the heading is above the first row.
    pub fn at(self) -> Option<f64> {
        let origin = self.origin.try_get_value()??;
        let now = match self.scroller {
            Scroller::Window => dom::window_top(),
            Scroller::Own { .. } => f64::from(element(self.table)?.scroll_top()),
        };
        Some((now - origin).round())
    }

    /// Scrolls so that the view begins there.
    pub fn go(self, at: f64) {
        let Some(origin) = self.origin.try_get_value().flatten() else { return };
        match self.scroller {
            Scroller::Window => dom::scroll_window(origin + at),
            Scroller::Own { .. } => {
                if let Some(table) = element(self.table) {
                    table.set_scroll_top(dom::whole(at));
                }
            }
        }
    }

    /// Scrolls only as far as needed to show what is at `place` in the body, `size` pixels high, in a view of `view` pixels.
    pub fn reveal(self, place: f64, size: f64, view: f64) {
        let Some(at) = self.at() else { return };
        if place < at {
            self.go(place);
        } else if place + size > at + view {
            self.go(place + size - view);
        }
    }

    /// Scrolls to the table's top. On a page it may be elsewhere than it was, because a table above has other rows, too.
    pub fn to_top(self) {
        let Some(table) = element(self.table) else { return };
        match self.scroller {
            Scroller::Window => table.parent_element().unwrap_or_else(|| table.into()).scroll_into_view(),
            Scroller::Own { .. } => table.set_scroll_top(0),
        }
    }

    /// Notes in the browser's history where the window is, for when the person comes back.
    pub fn keep(self) {
        let at = dom::window_top();
        if self.is_on_page()
            && kept() != Some(at)
            && let Ok(history) = window().history()
        {
            // A browser refuses if that happens a hundred times in half a minute.
            let _ = history.replace_state(&at.into(), "");
        }
    }

    /// Returns whether the person has come back to an address whose place is known.
    pub fn is_back(self) -> bool {
        self.is_on_page() && kept().is_some()
    }

    /// Scrolls the window to that place: the browser itself does it before the rows are there.
    pub fn restore(self) {
        if self.is_on_page()
            && let Some(at) = kept()
        {
            dom::scroll_window(at);
        }
    }

    /// Returns whether the window scrolls it.
    pub fn is_on_page(self) -> bool {
        matches!(self.scroller, Scroller::Window)
    }
}

/// Any change of the address makes an entry without a place, or removes it.
fn kept() -> Option<f64> {
    window().history().ok()?.state().ok()?.as_f64()
}
