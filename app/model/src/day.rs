//! A calendar day in UTC.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::Date;

/// Julian day number of 1970-01-01.
const EPOCH: i32 = 2_440_588;

/// A calendar day in UTC, as days since 1970-01-01. Written and read as ISO 8601, `2026-11-22`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day(pub i32);

impl Day {
    /// The day on which a moment falls; `milliseconds` since the Unix epoch, UTC.
    pub fn of_instant(milliseconds: i64) -> Self {
        Self(i32::try_from(milliseconds.div_euclid(86_400_000)).unwrap_or(i32::MAX))
    }

    /// As a date of the `time` crate; days beyond its years (±9999) end at its ends.
    pub fn date(self) -> Date {
        let julian = self.0.saturating_add(EPOCH).clamp(Date::MIN.to_julian_day(), Date::MAX.to_julian_day());
        Date::from_julian_day(julian).unwrap_or(Date::MAX)
    }

    /// Days from `earlier` to this day; negative when this day comes first.
    pub fn since(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// This day and `days` more (or fewer).
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(date.to_julian_day() - EPOCH)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        write!(f, "{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_the_unix_epoch() {
        assert_eq!(Day(0).to_string(), "1970-01-01");
        assert_eq!(Day::from(Date::from_calendar_date(2026, time::Month::November, 22).unwrap()).0, 20_779);
        assert_eq!(Day(20_779).to_string(), "2026-11-22");
    }

    #[test]
    fn a_moment_belongs_to_its_utc_day() {
        assert_eq!(Day::of_instant(-1), Day(-1));
        assert_eq!(Day::of_instant(86_399_999), Day(0));
        assert_eq!(Day::of_instant(86_400_000), Day(1));
    }

    #[test]
    fn days_beyond_the_calendar_do_not_panic() {
        assert_eq!(Day(i32::MAX).date(), Date::MAX);
        assert_eq!(Day(i32::MIN).date(), Date::MIN);
    }
}
