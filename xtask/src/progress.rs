//! Reports the current step: `[2/9] Trunk 0.21.14 …`, then how long it took.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::error::Result;

/// The result of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The step was done.
    Done,
    /// Nothing had changed since it was last done.
    Unchanged,
}

/// Counts the steps of one command. Steps may run in parallel, so each line has its number.
pub struct Progress {
    total: usize,
    started: AtomicUsize,
}

impl Progress {
    /// Starts counting toward `total` steps.
    pub fn new(total: usize) -> Self {
        Self { total, started: AtomicUsize::new(0) }
    }

    /// Does one step, and reports its number, its name and its time.
    pub fn step(&self, name: &str, work: impl FnOnce() -> Result<Outcome>) -> Result<Outcome> {
        self.timed(name, || {
            let outcome = work()?;
            let told = match outcome {
                Outcome::Done => "done",
                Outcome::Unchanged => "nothing changed, checked",
            };
            Ok((outcome, told.to_owned()))
        })
    }

    /// Like [`Progress::step`], for work that describes its own result (the second value).
    pub fn timed<T>(&self, name: &str, work: impl FnOnce() -> Result<(T, String)>) -> Result<T> {
        let number = self.started.fetch_add(1, Ordering::Relaxed) + 1;
        let place = format!("[{number}/{}]", self.total);
        println!("{place} {name} …");
        let begun = now();
        let result = work();
        let took = seconds(begun.elapsed());
        match result {
            Ok((value, told)) => {
                println!("{place} {told} in {took}");
                Ok(value)
            }
            Err(error) => {
                println!("{place} {name}: failed after {took}");
                Err(error)
            }
        }
    }
}

/// A duration for people: `12.3 s`.
pub fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// The current time, for measuring durations.
#[expect(
    clippy::disallowed_methods,
    reason = "this program answers for the clock itself: it only reports durations"
)]
pub fn now() -> Instant {
    Instant::now()
}
