//! Timers of the browser.

use std::time::Duration;

use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::*;

/// How long a pause in typing is before the portal looks for the text.
const TYPING: Duration = Duration::from_millis(200);

/// Calls `then` once, after `wait`. The component that asked may be gone by then.
pub fn after(wait: Duration, then: impl FnOnce() + 'static) {
    Timeout::new(milliseconds(wait), then).forget();
}

/// Calls `again` at each end of `period`, until the component that asked is gone.
pub fn every(period: Duration, again: impl FnMut() + 'static) {
    StoredValue::new_local(Interval::new(milliseconds(period), again));
}

/// Waits for a pause: of calls that follow each other quickly it makes the last alone, and none once the component that made it
/// is gone.
#[derive(Clone, Copy)]
pub struct Debounce {
    /// Dropped, it is canceled.
    timer: StoredValue<Option<Timeout>, LocalStorage>,
    pause: Duration,
}

impl Debounce {
    /// Waits until nobody has typed for a moment.
    pub fn typing() -> Self {
        Self::new(TYPING)
    }

    /// Waits until `pause` has passed without a call.
    pub fn new(pause: Duration) -> Self {
        Self { timer: StoredValue::new_local(None), pause }
    }

    /// Makes this call after the pause, in place of one that still waits.
    pub fn call(self, then: impl FnOnce() + 'static) {
        self.timer.try_set_value(Some(Timeout::new(milliseconds(self.pause), then)));
    }
}

fn milliseconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}
