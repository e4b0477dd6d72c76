//! Dates and moments for tests.

use chrono::{DateTime, NaiveDate, Utc};

pub(crate) fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Reads RFC 3339.
pub(crate) fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
