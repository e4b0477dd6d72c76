//! Days and instants, always in UTC and saying so (R20).

use leptos::prelude::*;
use time::{Date, OffsetDateTime};

/// Julian day number of 1970-01-01.
const EPOCH: i32 = 2_440_588;

/// `2026-11-22` from days since 1970-01-01; empty for a day outside the years -9999 to 9999.
pub fn day_text(day: i32) -> String {
    EPOCH
        .checked_add(day)
        .and_then(|julian| Date::from_julian_day(julian).ok())
        .map_or_else(String::new, |date| date.to_string())
}

/// `2026-11-22 14:02 UTC` from Unix milliseconds; empty for a time outside the years -9999 to 9999.
pub fn instant_text(at: i64) -> String {
    let Ok(time) = OffsetDateTime::from_unix_timestamp(at.div_euclid(1000)) else { return String::new() };
    let mut text = time.date().to_string();
    text.push(' ');
    push_two(&mut text, time.hour());
    text.push(':');
    push_two(&mut text, time.minute());
    text.push_str(" UTC");
    text
}

fn push_two(text: &mut String, number: u8) {
    text.push(char::from(b'0' + number / 10 % 10));
    text.push(char::from(b'0' + number % 10));
}

/// A point in time, to the minute.
#[component]
pub fn Instant(
    /// Unix milliseconds.
    at: i64,
) -> impl IntoView {
    let text = instant_text(at);
    // HTML's form of the same: 2026-11-22T14:02Z.
    let machine = text.replacen(' ', "T", 1).replace(" UTC", "Z");
    view! {
        <time class="day" datetime=machine>
            {text}
        </time>
    }
}

#[cfg(test)]
mod tests {
    use super::{day_text, instant_text};

    #[test]
    fn days_and_instants_read_as_utc() {
        assert_eq!(day_text(0), "1970-01-01");
        assert_eq!(day_text(-1), "1969-12-31");
        assert_eq!(day_text(20_779), "2026-11-22");
        assert_eq!(day_text(i32::MAX), "");
        assert_eq!(instant_text(1_795_356_179_999), "2026-11-22 14:02 UTC");
        assert_eq!(instant_text(-1), "1969-12-31 23:59 UTC");
        assert_eq!(instant_text(i64::MAX), "");
    }
}
