//! Printing a list: first draws all its rows with their text. Otherwise, the browser has only the text of rows in view.

use std::time::Duration;

use leptos::ev::{KeyboardEvent, keydown};
use leptos::prelude::*;
use model::report::Section;

use super::List;
use super::chips::in_words;
use super::row_texts::Pace;
use crate::tables::{Tables, use_tables};
use crate::ui::{Instant, after, live, memo};

/// The most rows of a table to print; for more there are exports.
const MOST: usize = 2_000;
/// The limit if the server has the rows: it sends at most this many at once.
const MOST_REMOTE: usize = 500;
/// How often, and how many times at most, printing checks whether everything has arrived.
const LOOK: Duration = Duration::from_millis(500);
const LOOKS: u32 = 40;

impl List {
    /// Returns whether a section is drawn for printing.
    pub fn is_printed(self, section: Section) -> bool {
        self.printing().get() && self.can_print(self.rows(section).count.get())
    }

    fn can_print(self, count: usize) -> bool {
        count <= if self.is_local() { MOST } else { MOST_REMOTE }
    }

    /// Returns whether a section is drawn for printing while some of its text is missing.
    pub fn lacks_texts(self, section: Section) -> bool {
        self.texts().track();
        self.is_printed(section) && !self.has_texts(section)
    }

    /// Makes every way of printing work like the button, while the page shows the list. The browser's keys leave time to ask the
    /// server for text first. Its menu leaves none: it prints all rows that the browser has, with the text that has arrived.
    pub fn follow_printing(self) {
        let keys = window_event_listener(keydown, move |event| {
            if asks_to_print(&event) {
                event.prevent_default();
                self.print();
            }
        });
        let before = window_event_listener_untyped("beforeprint", move |_| self.draw_at_once());
        let after = window_event_listener_untyped("afterprint", move |_| self.printing().set(false));
        on_cleanup(move || {
            for listener in [keys, before, after] {
                listener.remove();
            }
        });
    }

    fn draw_at_once(self) {
        if self.printing().get_untracked() {
            return;
        }
        let is_there = |section: Section| {
            let rows = self.rows(section);
            let count = rows.count.get_untracked();
            !self.can_print(count) || rows.has(0, count)
        };
        if Section::ALL.into_iter().all(is_there) {
            self.printing().set(true);
            // Next time, their text will have arrived.
            self.is_drawn();
        }
    }

    /// Draws all rows, then opens the browser's dialog once their text has arrived, or without text that doesn't arrive.
    pub fn print(self) {
        if self.printing().get_untracked() {
            return;
        }
        self.printing().set(true);
        self.print_soon(LOOKS);
    }

    fn print_soon(self, looks: u32) {
        let look = move || {
            // The list is gone, or was printed by the browser's menu in the meantime.
            if self.is_gone() || !self.printing().get_untracked() {
                return;
            }
            if looks > 0 && self.trouble().with_untracked(Option::is_none) && !self.is_drawn() {
                self.print_soon(looks - 1);
                return;
            }
            // Fails only in a document that is no longer shown.
            let _ = window().print();
            self.printing().set(false);
        };
        after(LOOK, look);
    }

    /// Returns whether the text of all rows of a section has arrived.
    fn has_texts(self, section: Section) -> bool {
        let is_there = |at| {
            let row = untrack(|| self.row(section, at));
            row.is_some_and(|row| self.texts().has(row.license))
        };
        (0..self.rows(section).count.get_untracked()).all(is_there)
    }

    /// Returns whether everything to print has arrived; asks for the rest.
    fn is_drawn(self) -> bool {
        let is_drawn = |section: Section| {
            let count = self.rows(section).count.get_untracked();
            let is_drawn = !self.can_print(count) || self.has_texts(section);
            if !is_drawn {
                self.see(section, 0, count, Pace::AtOnce);
            }
            is_drawn
        };
        Section::ALL.map(is_drawn).into_iter().all(|is_drawn| is_drawn)
    }
}

/// What paper says instead of the controls: filters and order in words, and the time of the list with its zone.
#[component]
pub fn OnPaper(
    /// The list.
    list: List,
) -> impl IntoView {
    let tables = use_tables();
    let words = memo(move || words(list, &tables));
    let names = list.names();
    let time = move || {
        let at = names.with(|names| names.generated_at);
        view! { <Instant at=at /> }.into_any()
    };
    view! { <p class="paper">{move || words.get()} " As of " {live(time)} "."</p> }
}

fn words(list: List, tables: &Tables) -> String {
    let filters = in_words(list).join("; ");
    let filters = if filters.is_empty() { "none" } else { &filters };
    list.query().with(|query| {
        let expired = if query.includes_expired() { "included" } else { "hidden" };
        // Its heading depends on the page: a note is the customer's in a report.
        let by = query.sort.column.name();
        let label = |section| {
            tables.at(section as usize).columns.with_untracked(|all| {
                all.iter().find(|placed| placed.column.id == by).map(|placed| placed.column.label)
            })
        };
        let order = Section::ALL.into_iter().find_map(label).unwrap_or_default();
        let direction = if query.sort.descending { ", descending." } else { ", ascending." };
        ["Filters: ", filters, ". Expired licenses: ", expired, ". Order: ", order, direction].concat()
    })
}

/// Returns whether these are the browser's keys for printing. (With Shift, some open the system's own dialog.)
fn asks_to_print(event: &KeyboardEvent) -> bool {
    let is_mac = window().navigator().platform().is_ok_and(|platform| platform.starts_with("Mac"));
    let command = if is_mac { event.meta_key() } else { event.ctrl_key() };
    command && !event.alt_key() && !event.shift_key() && event.key().eq_ignore_ascii_case("p")
}
