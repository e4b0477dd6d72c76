//! Days and moments in UTC.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The first and last date that Grantry handles. `chrono` has more, but dates in text and files have four digits for a year.
const FIRST: NaiveDate = NaiveDate::from_ymd_opt(-9999, 1, 1).expect("a date of the calendar");
const LAST: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a date of the calendar");

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
        let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())?;
        parts.next().is_none().then(|| date.into())
    }

    /// The day as a date; clamped to the years -9999 to 9999.
    pub fn date(self) -> NaiveDate {
        self.checked_date().unwrap_or(if self.0 < 0 { FIRST } else { LAST })
    }

    /// The day as a date; None outside the years -9999 to 9999.
    pub fn checked_date(self) -> Option<NaiveDate> {
        NaiveDate::from_epoch_days(self.0).filter(|date| is_handled(*date))
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

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self(date.to_epoch_days())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.date(), f)
    }
}

/// The moment that many milliseconds after the Unix epoch; None outside the years -9999 to 9999.
pub fn moment(milliseconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(milliseconds).filter(|moment| is_handled(moment.naive_utc().date()))
}

fn is_handled(date: NaiveDate) -> bool {
    (FIRST..=LAST).contains(&date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_the_unix_epoch() {
        assert_eq!(Day(0).to_string(), "1970-01-01");
        assert_eq!(Day::from(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).0, 20_779);
        assert_eq!(Day(20_779).to_string(), "2026-11-22");
    }

    #[test]
    fn a_day_is_read_as_it_is_written() {
        assert_eq!(Day::from_iso("2026-11-22"), Some(Day(20_779)));
        assert_eq!(Day::from_iso("1969-12-31"), Some(Day(-1)));
        for text in [
            "",
            "2026-11",
            "2026-11-22-1",
            "26-11-22",
            "2026-13-01",
            "2026-02-29",
            "2026-1-1",
            "+026-11-22",
            "10000-01-01",
            "+10000-01-01",
        ] {
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
        let (first, last) = (Day::from(FIRST), Day::from_iso("9999-12-31").unwrap());
        assert_eq!((first.checked_date(), last.checked_date()), (Some(FIRST), Some(LAST)));
        for day in [last.plus(1), Day::from(NaiveDate::MAX), Day(i32::MAX)] {
            assert_eq!((day.date(), day.checked_date()), (LAST, None));
            assert_eq!(day.to_string(), "9999-12-31");
        }
        for day in [first.plus(-1), Day::from(NaiveDate::MIN), Day(i32::MIN)] {
            assert_eq!((day.date(), day.checked_date()), (FIRST, None));
            assert_eq!(day.to_string(), "-9999-01-01");
        }
    }

    #[test]
    fn years_have_four_digits() {
        for text in ["0000-01-01", "0001-01-01", "0999-12-31", "9999-12-31"] {
            assert_eq!(Day::from_iso(text).unwrap().to_string(), text);
        }
        let before_year_zero = Day::from_iso("0000-01-01").unwrap().plus(-1);
        assert_eq!(before_year_zero.to_string(), "-0001-12-31");
    }

    #[test]
    fn moments_beyond_the_calendar_are_none() {
        let day = |milliseconds| moment(milliseconds).map(|moment| Day::from(moment.date_naive()));
        let last = 253_402_300_799_999;
        assert_eq!(day(last), Some(Day::from(LAST)));
        let first = i64::from(FIRST.to_epoch_days()) * 86_400_000;
        assert_eq!(day(first), Some(Day::from(FIRST)));
        for beyond in [last + 1, first - 1, i64::MAX, i64::MIN] {
            assert_eq!(day(beyond), None, "{beyond}");
        }
    }
}
