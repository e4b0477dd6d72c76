//! Days in local time.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Day;

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

/// A local day, and how far local time is ahead of UTC at the midnight that is meant: the one that starts the day, or the one
/// that ends it. If clocks change on that day, the two differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalDay {
    /// The day.
    pub day: Day,
    /// Minutes ahead of UTC; negative to the west.
    pub offset: i16,
}

impl LocalDay {
    /// Parses a day written as `2026-11-22-08:00`, or `2026-11-22` in UTC; None if the text is not a day.
    pub fn from_iso(text: &str) -> Option<Self> {
        let (day, offset) = text.split_at_checked(10)?;
        Some(Self { day: Day::from_iso(day)?, offset: offset_from_iso(offset)? })
    }

    /// The midnight that starts the day, in milliseconds since the Unix epoch.
    pub fn begins_at(self) -> i64 {
        i64::from(self.day.0) * DAY - i64::from(self.offset) * MINUTE
    }

    /// The midnight that ends the day, in milliseconds since the Unix epoch.
    pub fn ends_at(self) -> i64 {
        self.begins_at() + DAY
    }

    /// The distance of local time from UTC, such as `UTC-08:00`.
    pub fn zone(self) -> String {
        ["UTC", &offset_text(self.offset)].concat()
    }
}

impl fmt::Display for LocalDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.day, offset_text(self.offset))
    }
}

/// `-08:00`; empty in UTC.
fn offset_text(offset: i16) -> String {
    let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
    if offset == 0 { String::new() } else { format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60) }
}

fn offset_from_iso(text: &str) -> Option<i16> {
    let number = |text: &str| {
        let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { text.parse::<i16>().ok() } else { None }
    };
    if text.is_empty() {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.strip_prefix(['+', '-'])?.split_once(':')?;
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_with_its_offset() {
        for (text, offset, zone) in [
            ("2026-11-22", 0, "UTC"),
            ("2026-11-22-08:00", -480, "UTC-08:00"),
            ("2026-11-22+05:45", 345, "UTC+05:45"),
            ("2026-11-22-00:30", -30, "UTC-00:30"),
        ] {
            let day = LocalDay { day: Day(20_779), offset };
            assert_eq!(LocalDay::from_iso(text), Some(day));
            assert_eq!((day.to_string(), day.zone()), (text.to_owned(), zone.to_owned()));
        }
        let odd = ["", "2026-11", "2026-02-31", "2026-11-22Z", "2026-11-22-8:00", "2026-11-22+24:00"];
        for text in odd.into_iter().chain(["2026-11-22+00:60", "2026-11-22 01:00", "2026-11-2ä-01:00"]) {
            assert_eq!(LocalDay::from_iso(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_goes_from_midnight_to_midnight_there() {
        let there = LocalDay { day: Day(1), offset: -480 };
        assert_eq!((there.begins_at(), there.ends_at()), (32 * 3_600_000, 56 * 3_600_000));
        let far = LocalDay { day: Day(i32::MAX), offset: i16::MIN };
        assert!(far.begins_at() < far.ends_at());
    }
}
