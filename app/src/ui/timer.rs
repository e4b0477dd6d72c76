//! The browser's timers.

use std::time::Duration;

use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::*;

/// How long typing must pause before the portal searches.
const TYPING: Duration = Duration::from_millis(200);

/// Calls `then` once, after `wait`. The component may be gone by then.
pub fn after(wait: Duration, then: impl FnOnce() + 'static) {
    Timeout::new(milliseconds(wait), then).forget();
}

/// Calls `then` once the browser has painted what has changed, and so without delaying that.
pub fn after_paint(then: impl FnOnce() + 'static) {
    request_animation_frame(move || after(Duration::ZERO, then));
}

/// The longest chain of effects that follow from each other.
const EFFECTS: u32 = 8;

/// Calls `then` after the effects of what has changed, and after theirs, within the same browser task.
pub fn after_effects(then: impl FnOnce() + 'static) {
    fn wait(rounds: u32, then: Box<dyn FnOnce()>) {
        if rounds == 0 {
            then();
        } else {
            queue_microtask(move || wait(rounds - 1, then));
        }
    }
    wait(EFFECTS, Box::new(then));
}

/// Calls `again` after every `period`, until the component is gone.
pub fn every(period: Duration, again: impl FnMut() + 'static) {
    StoredValue::new_local(Interval::new(milliseconds(period), again));
}

/// Waits for a pause: of calls in quick succession it runs only the last, and none once its component is gone.
#[derive(Clone, Copy)]
pub struct Debounce {
    /// Canceled when dropped.
    timer: StoredValue<Option<Timeout>, LocalStorage>,
    pause: Duration,
}

impl Debounce {
    /// Waits for a pause in typing.
    pub fn typing() -> Self {
        Self::new(TYPING)
    }

    /// Waits until `pause` has passed without a call.
    pub fn new(pause: Duration) -> Self {
        Self { timer: StoredValue::new_local(None), pause }
    }

    /// Runs `then` after the pause, instead of a call that is still waiting.
    pub fn call(self, then: impl FnOnce() + 'static) {
        self.timer.try_set_value(Some(Timeout::new(milliseconds(self.pause), then)));
    }
}

fn milliseconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}
