//! Printing a list: all of its rows are drawn first, with their texts, which otherwise only those in view are.

use std::time::Duration;

use leptos::prelude::*;
use model::report::Section;

use super::List;

/// The most rows of a table that are printed; of more there are the exports.
const MOST: usize = 2_000;
/// The same where the server has the rows: so many it sends at once.
const MOST_REMOTE: usize = 500;
/// How often it is looked whether all is there, and how many times at most.
const LOOK: Duration = Duration::from_millis(500);
const LOOKS: u32 = 40;

impl List {
    /// Whether a section is drawn for printing.
    pub fn is_printed(self, section: Section) -> bool {
        self.printing().get() && self.can_print(self.rows(section).count.get())
    }

    fn can_print(self, count: usize) -> bool {
        count <= if self.is_local() { MOST } else { MOST_REMOTE }
    }

    /// Draws all rows, and opens the browser's dialog once their texts are there; without those that don't come.
    pub fn print(self) {
        self.printing().set(true);
        self.print_soon(LOOKS);
    }

    fn print_soon(self, looks: u32) {
        let look = move || {
            if self.is_gone() {
                return;
            }
            if looks > 0 && self.trouble().with_untracked(Option::is_none) && !self.is_drawn() {
                self.print_soon(looks - 1);
                return;
            }
            // Refused only by a document that is not shown any more.
            let _ = window().print();
            self.printing().set(false);
        };
        set_timeout(look, LOOK);
    }

    /// Whether all that is to be printed is there; asks for what is not.
    fn is_drawn(self) -> bool {
        let is_drawn = |section: Section| {
            let count = self.rows(section).count.get_untracked();
            let is_there = |at| {
                let row = untrack(|| self.row(section, at));
                row.is_some_and(|row| self.texts().has(row.license))
            };
            let is_drawn = !self.can_print(count) || (0..count).all(is_there);
            if !is_drawn {
                self.see(section, 0, count);
            }
            is_drawn
        };
        Section::ALL.map(is_drawn).into_iter().all(|is_drawn| is_drawn)
    }
}
