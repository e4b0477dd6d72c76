//! Instants in JSON: milliseconds since the Unix epoch in Rust, RFC 3339 in JSON. For `#[serde(with = "…")]`.

use chrono::{DateTime, Datelike as _, SecondsFormat};
use serde::{Deserialize, Deserializer, Serializer, de, ser};

/// Writes milliseconds since the Unix epoch as RFC 3339 in UTC, such as `2026-11-22T12:00:00.5Z`: the fraction has no zeros at its
/// end. `None` outside the years 0 to 9999, which RFC 3339 can't write.
pub fn rfc3339(instant: i64) -> Option<String> {
    let moment = DateTime::from_timestamp_millis(instant)?;
    if !(0..=9999).contains(&moment.year()) {
        return None;
    }
    let text = moment.to_rfc3339_opts(SecondsFormat::Millis, true);
    let text = text.trim_end_matches('Z').trim_end_matches('0').trim_end_matches('.');
    Some([text, "Z"].concat())
}

/// An instant for a sentence: RFC 3339, or the number itself if that is impossible.
pub(crate) fn readable(instant: i64) -> String {
    rfc3339(instant).unwrap_or_else(|| instant.to_string())
}

/// Reads RFC 3339 with any offset; cuts off fractions of a millisecond. A leap second is the last millisecond before it.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let moment = DateTime::parse_from_rfc3339(text).ok()?;
    Some(moment.timestamp() * 1_000 + i64::from(moment.timestamp_subsec_millis().min(999)))
}

/// Writes an `i64`, or an `Option` of one: `None` is `null`.
pub(crate) fn serialize<I, S>(instant: &I, serializer: S) -> Result<S::Ok, S::Error>
where
    I: Copy + Into<Option<i64>>,
    S: Serializer,
{
    let Some(instant) = (*instant).into() else { return serializer.serialize_none() };
    let text = rfc3339(instant).ok_or_else(|| ser::Error::custom("a time outside the years 0 to 9999"))?;
    serializer.serialize_str(&text)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| de::Error::custom("not an instant in RFC 3339"))
}

#[cfg(test)]
mod tests {
    use super::{parse, rfc3339};

    #[test]
    fn instants_go_there_and_back() {
        for (instant, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_767_225_600_000, "2026-01-01T00:00:00Z"),
            (1_767_225_600_042, "2026-01-01T00:00:00.042Z"),
            (1_767_225_600_100, "2026-01-01T00:00:00.1Z"),
            (1_767_225_600_120, "2026-01-01T00:00:00.12Z"),
            (1_767_225_610_000, "2026-01-01T00:00:10Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(rfc3339(instant).as_deref(), Some(text));
            assert_eq!(parse(text), Some(instant));
        }
        assert_eq!(parse("2026-01-01T01:00:00.0429+01:00"), Some(1_767_225_600_042));
        assert_eq!(parse("2016-12-31T23:59:60.5Z"), parse("2016-12-31T23:59:59.999Z"));
        for beyond in [253_402_300_800_000, -62_167_219_200_001, i64::MAX, i64::MIN] {
            assert_eq!(rfc3339(beyond), None, "{beyond}");
        }
        for text in [
            "yesterday",
            "2026-01-01",
            "10000-01-01T00:00:00Z",
            "2026-01-01T00:00:00",
            "2026-02-29T00:00:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
