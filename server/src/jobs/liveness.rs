//! Tells whether the jobs are running.

use std::sync::atomic::{AtomicI64, Ordering};

/// A job that has not begun a round for this long, in milliseconds, has stopped. A round may take minutes.
const PATIENCE: i64 = 15 * 60_000;

/// Work that runs in rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// The jobs that servers take turns at.
    Turns,
    /// Critical alerts.
    Alerts,
    /// Each server's own state.
    Own,
    /// Sending mail.
    Mail,
}

impl Round {
    const ALL: [Self; 4] = [Self::Turns, Self::Alerts, Self::Own, Self::Mail];

    fn name(self) -> &'static str {
        match self {
            Self::Turns => "shared",
            Self::Alerts => "alerts",
            Self::Own => "own",
            Self::Mail => "mail",
        }
    }
}

/// When each last began a round, in milliseconds since the Unix epoch; 0 before its first.
#[derive(Debug, Default)]
pub struct Pulse([AtomicI64; Round::ALL.len()]);

impl Pulse {
    /// Records that a round begins.
    pub fn beat(&self, round: Round, now: i64) {
        self.0[round as usize].store(now, Ordering::Relaxed);
    }

    /// The names of the jobs that have begun at least once and then stopped.
    pub fn stopped(&self, now: i64) -> Vec<&'static str> {
        let is_over = |round: &Round| {
            let last = self.0[*round as usize].load(Ordering::Relaxed);
            last != 0 && now - last > PATIENCE
        };
        Round::ALL.into_iter().filter(is_over).map(Round::name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_stopped_is_named() {
        let pulse = Pulse::default();
        assert!(pulse.stopped(i64::MAX).is_empty(), "nothing has begun");
        pulse.beat(Round::Turns, 1_000);
        pulse.beat(Round::Mail, 2_000);
        assert!(pulse.stopped(1_000 + PATIENCE).is_empty());
        assert_eq!(pulse.stopped(1_001 + PATIENCE), ["shared"]);
        assert_eq!(pulse.stopped(2_001 + PATIENCE), ["shared", "mail"]);
        pulse.beat(Round::Turns, 2_001 + PATIENCE);
        assert_eq!(pulse.stopped(2_001 + PATIENCE), ["mail"]);
    }
}
