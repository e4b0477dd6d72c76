//! Instants that lie further ahead than any server with a right clock would have written them. They are not believed: a clock
//! that was days ahead for a moment must not stop jobs, lock people out or keep links alive for days.
//!
//! What is not believed counts as over, never as still to come. Nothing is deleted for it: it may be this server's clock that
//! is wrong, by being behind.

use sea_orm::{ColumnTrait, Condition};

/// By how much the clocks of servers may differ, in milliseconds.
pub(crate) const SKEW: i64 = 5 * 60_000;

/// Whether something that happened at `instant` has, as far as the clock at `now` is right.
pub(crate) fn is_believed(instant: i64, now: i64) -> bool {
    instant <= now.saturating_add(SKEW)
}

/// Whether the end of something that lasts for `lifetime` from its beginning is still to come.
pub(crate) fn is_to_come(end: i64, lifetime: i64, now: i64) -> bool {
    end > now && is_believed(end.saturating_sub(lifetime), now)
}

/// [`is_to_come`] of a column.
pub(crate) fn to_come(end: impl ColumnTrait, lifetime: i64, now: i64) -> Condition {
    Condition::all().add(end.gt(now)).add(end.lte(now.saturating_add(lifetime).saturating_add(SKEW)))
}

/// The opposite of [`to_come`].
pub(crate) fn over(end: impl ColumnTrait, lifetime: i64, now: i64) -> Condition {
    Condition::any().add(end.lte(now)).add(end.gt(now.saturating_add(lifetime).saturating_add(SKEW)))
}

#[cfg(test)]
mod tests;
