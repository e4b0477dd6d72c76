//! Instants further ahead than any server with a correct clock would have written. They are not believed: a clock that was days
//! ahead for a moment must not stop jobs, lock people out or keep links alive for days.
//!
//! An instant that is not believed counts as past, never as future. Nothing is deleted because of it: this server's own clock
//! may be the wrong one, and behind.

use sea_orm::{ColumnTrait, Condition};

/// How far the clocks of servers may differ, in milliseconds.
pub(crate) const SKEW: i64 = 5 * 60_000;

/// Whether something recorded at `instant` can have happened by `now`.
pub(crate) fn is_believed(instant: i64, now: i64) -> bool {
    instant <= now.saturating_add(SKEW)
}

/// Whether something that lasts `lifetime` ends in the future, and can have begun by now.
pub(crate) fn is_to_come(end: i64, lifetime: i64, now: i64) -> bool {
    end > now && is_believed(end.saturating_sub(lifetime), now)
}

/// [`is_to_come`] as a condition on a column.
pub(crate) fn to_come(end: impl ColumnTrait, lifetime: i64, now: i64) -> Condition {
    Condition::all().add(end.gt(now)).add(end.lte(now.saturating_add(lifetime).saturating_add(SKEW)))
}

/// The opposite of [`to_come`].
pub(crate) fn over(end: impl ColumnTrait, lifetime: i64, now: i64) -> Condition {
    Condition::any().add(end.lte(now)).add(end.gt(now.saturating_add(lifetime).saturating_add(SKEW)))
}

#[cfg(test)]
mod tests;
