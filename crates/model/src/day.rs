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
    /// The day of an instant; `milliseconds` since the Unix epoch, UTC.
    pub fn of_instant(milliseconds: i64) -> Self {
        Self(i32::try_from(milliseconds.div_euclid(86_400_000)).unwrap_or(i32::MAX))
    }

    /// Parses a day written as `2026-11-22`; None if the text is not a day.
    pub fn from_iso(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| {
            let part = parts.next().filter(|part| part.len() == digits)?;
            if part.bytes().all(|byte| byte.is_ascii_digit()) { part.parse::<u16>().ok() } else { None }
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
        let date = Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok()?;
        parts.next().is_none().then(|| date.into())
    }

    /// The day as a date of the `time` crate; clamped to its years (±9999).
    pub fn date(self) -> Date {
        let julian = self.0.saturating_add(EPOCH).clamp(Date::MIN.to_julian_day(), Date::MAX.to_julian_day());
        Date::from_julian_day(julian).unwrap_or(Date::MAX)
    }

    /// Days from `earlier` to this day; negative if this day comes first.
    pub fn since(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// This day plus `days`, which may be negative.
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
    fn a_day_is_read_as_it_is_written() {
        assert_eq!(Day::from_iso("2026-11-22"), Some(Day(20_779)));
        assert_eq!(Day::from_iso("1969-12-31"), Some(Day(-1)));
        for text in
            ["", "2026-11", "2026-11-22-1", "26-11-22", "2026-13-01", "2026-02-29", "2026-1-1", "+026-11-22"]
        {
            assert_eq!(Day::from_iso(text), None, "{text}");
        }
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
