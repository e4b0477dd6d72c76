//! What the rows of a table share.

use super::scroll::Scroll;
use super::scroller::Port;
use leptos::prelude::*;

/// The state that rows share.
#[derive(Clone, Copy)]
pub struct Shared {
    /// The first row with a slot.
    pub start: RwSignal<usize>,
    /// The number of slots, which only grows.
    pub slots: RwSignal<usize>,
    /// Pixels to add to a row's true place; see [`Scroll`].
    pub shift: RwSignal<f64>,
    /// The height of a row in pixels.
    pub row: RwSignal<f64>,
    pub scroll: StoredValue<Scroll>,
}

impl Shared {
    /// Changes the position, and tells the rows.
    pub fn change(self, change: impl FnOnce(&mut Scroll)) {
        let Some(scroll) = self.scroll.try_update_value(|scroll| {
            change(scroll);
            *scroll
        }) else {
            return;
        };
        let slots = self.slots.get_untracked().max(scroll.slots());
        let start = scroll.start(slots);
        set_changed(self.slots, slots);
        set_changed(self.start, start);
        set_changed(self.shift, scroll.shift());
    }

    /// Shows the rows that are in view where the scroller is now.
    pub fn follow(self, port: Port) {
        if let Some(at) = port.at() {
            self.change(|scroll| scroll.scrolled(at));
        }
    }

    /// Returns the height of the view.
    pub fn view(self) -> f64 {
        self.scroll.with_value(Scroll::view)
    }
}

fn set_changed<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    signal.maybe_update(|old| {
        let changed = *old != value;
        *old = value;
        changed
    });
}
