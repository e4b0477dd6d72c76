//! The license in the side panel. It is a pair of the address, `details=L-7K2M-9QXR`, which belongs to the page and not to its
//! filters.

use leptos::prelude::*;
use model::details::{PARAMETER, from_address, in_query};

use crate::location::{Location, use_location};
use crate::ui::memo;

/// The license in the side panel, and the ways to another one.
#[derive(Clone, Copy)]
pub struct Shown {
    location: Location,
    /// Its public ID, as the address has it; None while the panel is closed.
    pub id: Memo<Option<String>>,
    /// The page's query before a press opened the panel, and the length of the browser's history since then.
    before: StoredValue<Option<(String, u32)>>,
    /// Whether the panel is to take the focus.
    pub takes_focus: StoredValue<bool>,
}

impl Shown {
    /// Returns the one of the open page.
    pub fn new() -> Self {
        let location = use_location();
        let id = memo(move || from_address(&location.value(PARAMETER)?));
        Self { location, id, before: StoredValue::new(None), takes_focus: StoredValue::new(false) }
    }

    /// Opens a license. That is a step of the browser's history, unless it takes the place of another one.
    pub fn open(self, id: &str) {
        self.takes_focus.set_value(true);
        let search = self.location.search.get_untracked();
        let is_open = self.id.with_untracked(Option::is_some);
        self.location.change_query(&in_query(&search, Some(id)), is_open);
        if !is_open {
            self.before.set_value(Some((search, entries())));
        }
    }

    /// Shows another license in the open panel.
    pub fn replace(self, id: &str) {
        let query = self.location.search.with_untracked(|search| in_query(search, Some(id)));
        self.location.change_query(&query, true);
    }

    /// Closes the panel. Goes back if opening it was the latest step.
    pub fn close(self) {
        let query = self.location.search.with_untracked(|search| in_query(search, None));
        let before = self.before.get_value();
        self.before.set_value(None);
        let is_latest =
            before.is_some_and(|(search, count)| in_query(&search, None) == query && count == entries());
        // Going back fails only in a document that is no longer shown.
        if !is_latest || window().history().and_then(|history| history.back()).is_err() {
            self.location.change_query(&query, true);
        }
    }
}

/// Returns the number of steps in the browser's history.
fn entries() -> u32 {
    window().history().and_then(|history| history.length()).unwrap_or_default()
}
