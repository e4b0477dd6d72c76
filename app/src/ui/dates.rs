//! Days, in UTC, and instants, in the time zone that the person chose or in UTC, and saying so (R20).

use js_sys::{Array, Object, Reflect};
use leptos::prelude::*;
use model::Day;
use time::{Date, OffsetDateTime};
use wasm_bindgen::{JsCast, JsValue};

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

/// The time zone that instants are shown in, as IANA has it; none: UTC.
#[derive(Clone, Copy)]
pub struct TimeZone(pub RwSignal<Option<String>>);

/// `2026-11-22 15:02 CET` from Unix milliseconds; none where the browser does not know the zone.
fn text_in(zone: &str, at: i64) -> Option<String> {
    let options = Object::new();
    for (name, value) in [
        ("timeZone", zone),
        ("timeZoneName", "short"),
        ("year", "numeric"),
        ("month", "2-digit"),
        ("day", "2-digit"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("hourCycle", "h23"),
    ] {
        Reflect::set(&options, &name.into(), &value.into()).ok()?;
    }
    // The constructor throws at a zone that it does not know. Of all languages Swedish writes dates as ISO 8601 has them.
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let maker: js_sys::Function = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
    let format = Reflect::construct(&maker, &Array::of2(&"sv-SE".into(), &options)).ok()?;
    let format = format.unchecked_into::<js_sys::Intl::DateTimeFormat>().format();
    // Milliseconds of any date that has a year of four digits are exact.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let at = JsValue::from_f64(at as f64);
    format.call1(&JsValue::UNDEFINED, &at).ok()?.as_string()
}

/// How many minutes clocks in a zone are ahead of UTC at the midnight that a day there begins with; none where the
/// browser does not know the zone.
pub fn offset_at_midnight(zone: &str, day: Day) -> Option<i16> {
    let midnight = i64::from(day.0) * 24 * 60;
    // Clocks may have been changed between the midnight in UTC and the one there.
    let near = offset_at(zone, midnight)?;
    offset_at(zone, midnight - near)?.try_into().ok()
}

/// The same at a moment, in minutes since the Unix epoch.
fn offset_at(zone: &str, minute: i64) -> Option<i64> {
    let text = text_in(zone, minute * 60_000)?;
    let day = i64::from(Day::from_iso(text.get(..10)?)?.0);
    let number = |digits: std::ops::Range<usize>| text.get(digits)?.parse::<i64>().ok();
    Some((day * 24 + number(11..13)?) * 60 + number(14..16)? - minute)
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
    let zone = use_context::<TimeZone>();
    let shown = move || {
        let zoned = zone.and_then(|TimeZone(zone)| zone.with(|zone| text_in(zone.as_deref()?, at)));
        zoned.unwrap_or_else(|| text.clone())
    };
    view! {
        <time class="day" datetime=machine>
            {shown}
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
