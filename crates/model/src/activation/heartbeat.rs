//! Tells whether an installation is alive.

use serde::{Deserialize, Serialize};

/// The heartbeat data of an installation. Instants are milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pulse {
    /// When it was last heard from, including its activation.
    pub seen_at: i64,
    /// Whether it has ever sent a heartbeat.
    pub has_beaten: bool,
    /// Whether it was dead and came back.
    pub resurrected: bool,
    /// For how many seconds it may be silent; None for no limit.
    pub period: Option<u32>,
}

/// The state of an installation's heartbeat, by Keygen's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Heartbeat {
    /// No heartbeat yet, and still within its period.
    NotStarted,
    /// A heartbeat within its period.
    Alive,
    /// Silent for longer than its period.
    Dead,
    /// Was dead, and sends heartbeats again.
    Resurrected,
}

impl Pulse {
    /// The state at `now`.
    pub fn state(self, now: i64) -> Heartbeat {
        match self.dies_at() {
            Some(end) if now > end => Heartbeat::Dead,
            _ if !self.has_beaten => Heartbeat::NotStarted,
            _ if self.resurrected => Heartbeat::Resurrected,
            _ => Heartbeat::Alive,
        }
    }

    /// The time by which it must be heard from again; None without a limit.
    pub fn dies_at(self) -> Option<i64> {
        Some(self.seen_at.saturating_add(i64::from(self.period?) * 1_000))
    }

    /// The pulse after a heartbeat at `now`.
    #[must_use]
    pub fn beat(self, now: i64) -> Self {
        let resurrected = self.resurrected || self.state(now) == Heartbeat::Dead;
        Self { seen_at: now, has_beaten: true, resurrected, ..self }
    }
}

impl Heartbeat {
    /// The word that products get.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotStarted => "NOT_STARTED",
            Self::Alive => "ALIVE",
            Self::Dead => "DEAD",
            Self::Resurrected => "RESURRECTED",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installation_lives_from_beat_to_beat() {
        let pulse = Pulse { seen_at: 1_000, period: Some(60), ..Pulse::default() };
        assert_eq!(pulse.state(61_000), Heartbeat::NotStarted);
        assert_eq!(pulse.state(61_001), Heartbeat::Dead);
        let beating = pulse.beat(1_000);
        assert_eq!(beating.state(61_000), Heartbeat::Alive);
        assert_eq!(beating.state(61_001), Heartbeat::Dead);
        assert_eq!(beating.beat(61_000).state(61_000), Heartbeat::Alive);
        let back = beating.beat(61_001);
        assert_eq!(back.state(61_001), Heartbeat::Resurrected);
        assert_eq!(back.state(200_000), Heartbeat::Dead);
        let without = Pulse { period: None, ..beating };
        assert_eq!((without.state(i64::MAX), without.dies_at()), (Heartbeat::Alive, None));
    }
}
