//! Rules for how the people of an organization sign in.

use serde::{Deserialize, Serialize};

/// The shortest idle timeout, in minutes.
pub const IDLE_MINUTES_LEAST: i32 = 5;
/// The longest idle timeout, in minutes: the one for people without an organization, and the default of organizations.
pub const IDLE_MINUTES_MOST: i32 = 720;
/// How many recovery codes for a lost second factor a person gets.
pub const RECOVERY_CODES: usize = 10;

/// The organization's rules for its people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Whether they need a second factor.
    pub factor_required: bool,
    /// How many unused minutes end a session of theirs.
    pub idle_minutes: i32,
}

/// The organization's rules, and how many people meet them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Security {
    /// The rules.
    pub settings: Settings,
    /// All members.
    pub members: u64,
    /// Members with a second factor.
    pub with_factor: u64,
}

/// An idle timeout is invalid; the sentence is for the person who typed it (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("An idle timeout must be {IDLE_MINUTES_LEAST} to {IDLE_MINUTES_MOST} minutes.")]
pub struct IdleError;

/// Checks an idle timeout in minutes.
pub fn check_idle_minutes(minutes: i32) -> Result<(), IdleError> {
    if (IDLE_MINUTES_LEAST..=IDLE_MINUTES_MOST).contains(&minutes) { Ok(()) } else { Err(IdleError) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_out_has_its_bounds() {
        for minutes in [5, 720] {
            assert_eq!(check_idle_minutes(minutes), Ok(()));
        }
        for minutes in [-1, 0, 4, 721] {
            assert_eq!(check_idle_minutes(minutes), Err(IdleError));
        }
        assert_eq!(IdleError.to_string(), "An idle timeout must be 5 to 720 minutes.");
    }
}
