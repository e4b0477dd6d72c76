//! Days in UTC, and instants in the person's time zone or in UTC, with the zone's name (R20).

use chrono::Timelike as _;
use js_sys::{Array, Object, Reflect};
use leptos::prelude::*;
use model::{Day, moment};
use wasm_bindgen::{JsCast, JsValue};

/// Formats days since 1970-01-01 as `2026-11-22`; empty outside the years -9999 to 9999.
pub fn day_text(day: i32) -> String {
    Day(day).checked_date().map_or_else(String::new, |date| date.to_string())
}

/// Formats Unix milliseconds as `2026-11-22 14:02 UTC`; empty outside the years -9999 to 9999.
pub fn instant_text(at: i64) -> String {
    let Some(moment) = moment(at) else { return String::new() };
    let time = moment.naive_utc();
    let mut text = time.date().to_string();
    text.push(' ');
    push_two(&mut text, time.hour());
    text.push(':');
    push_two(&mut text, time.minute());
    text.push_str(" UTC");
    text
}

fn push_two(text: &mut String, number: u32) {
    text.extend([number / 10 % 10, number % 10].into_iter().filter_map(|digit| char::from_digit(digit, 10)));
}

/// The IANA name of the time zone for instants; None means UTC.
#[derive(Clone, Copy)]
pub struct TimeZone(pub RwSignal<Option<String>>);

/// Formats Unix milliseconds as `2026-11-22 15:02 CET`; None if the browser does not know the zone.
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
    // The constructor throws for unknown zones. Swedish is the language that writes dates as in ISO 8601.
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let maker: js_sys::Function = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
    let format = Reflect::construct(&maker, &Array::of2(&"sv-SE".into(), &options)).ok()?;
    let format = format.unchecked_into::<js_sys::Intl::DateTimeFormat>().format();
    // Milliseconds are exact for any year with four digits.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let at = JsValue::from_f64(at as f64);
    format.call1(&JsValue::UNDEFINED, &at).ok()?.as_string()
}

/// Returns how many minutes clocks in a zone are ahead of UTC at the midnight that starts a day there; None if the browser does
/// not know the zone.
pub fn offset_at_midnight(zone: &str, day: Day) -> Option<i16> {
    let midnight = i64::from(day.0) * 24 * 60;
    // Clocks may change between midnight in UTC and midnight there.
    let near = offset_at(zone, midnight)?;
    offset_at(zone, midnight - near)?.try_into().ok()
}

/// The same at a moment in minutes since the Unix epoch.
fn offset_at(zone: &str, minute: i64) -> Option<i64> {
    let text = text_in(zone, minute * 60_000)?;
    let day = i64::from(Day::from_iso(text.get(..10)?)?.0);
    let number = |digits: std::ops::Range<usize>| text.get(digits)?.parse::<i64>().ok();
    Some((day * 24 + number(11..13)?) * 60 + number(14..16)? - minute)
}

/// A point in time, to the minute.
#[component]
pub fn Instant(
    /// In Unix milliseconds.
    at: i64,
) -> impl IntoView {
    let text = instant_text(at);
    // HTML's format: 2026-11-22T14:02Z.
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
