//! The pauses between attempts to send an e-mail.

/// Milliseconds in a minute.
pub(super) const MINUTE: i64 = 60_000;
/// The pauses after the first attempts, in minutes; the last one repeats.
pub(super) const PAUSES: [i64; 4] = [1, 5, 15, 60];
/// The longest pause, in milliseconds.
pub(super) const LONGEST_PAUSE: i64 = PAUSES[PAUSES.len() - 1] * MINUTE;
