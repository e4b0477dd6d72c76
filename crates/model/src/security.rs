//! Rules for how the people of an organization sign in.

/// The shortest idle time-out, in minutes.
pub const IDLE_MINUTES_LEAST: i32 = 5;
/// The longest idle time-out, in minutes: the one for people in no organization, and the default of organizations.
pub const IDLE_MINUTES_MOST: i32 = 720;
/// How many recovery codes for a lost second factor a person gets.
pub const RECOVERY_CODES: usize = 10;

/// An idle time-out is invalid; the sentence is for the person who typed it (R19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("An idle time-out is {IDLE_MINUTES_LEAST} to {IDLE_MINUTES_MOST} minutes.")]
pub struct IdleError;

/// Checks an idle time-out in minutes.
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
        assert_eq!(IdleError.to_string(), "An idle time-out is 5 to 720 minutes.");
    }
}
