//! How long a mail waits for its next attempt.

/// A minute in milliseconds.
pub(super) const MINUTE: i64 = 60_000;
/// How long is waited after the first attempts, in minutes; after all others as long as after the last of these.
pub(super) const PAUSES: [i64; 4] = [1, 5, 15, 60];
/// The longest of them, in milliseconds: no mail waits longer for its next attempt.
pub(super) const LONGEST_PAUSE: i64 = PAUSES[PAUSES.len() - 1] * MINUTE;
