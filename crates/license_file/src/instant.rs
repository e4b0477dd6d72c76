//! Instants in JSON: milliseconds since the Unix epoch in Rust, RFC 3339 in JSON. For `#[serde(with = "…")]`.

use serde::{Deserialize, Deserializer, Serializer, de, ser};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// RFC 3339 in UTC; `None` outside the years 0 to 9999, which RFC 3339 can't write.
pub(crate) fn rfc3339(instant: i64) -> Option<String> {
    let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(instant) * 1_000_000).ok()?;
    moment.format(&Rfc3339).ok()
}

/// An instant for a sentence: RFC 3339, or the number itself if that is impossible.
pub(crate) fn readable(instant: i64) -> String {
    rfc3339(instant).unwrap_or_else(|| instant.to_string())
}

/// Reads RFC 3339 with any offset; cuts off fractions of a millisecond.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(moment.unix_timestamp_nanos().div_euclid(1_000_000)).ok()
}

/// Writes an `i64`, or an `Option` of one: `None` is `null`.
pub(crate) fn serialize<I, S>(instant: &I, serializer: S) -> Result<S::Ok, S::Error>
where
    I: Copy + Into<Option<i64>>,
    S: Serializer,
{
    let Some(instant) = (*instant).into() else { return serializer.serialize_none() };
    let text = rfc3339(instant).ok_or_else(|| ser::Error::custom("an instant beyond the years 0 to 9999"))?;
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
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(rfc3339(instant).as_deref(), Some(text));
            assert_eq!(parse(text), Some(instant));
        }
        assert_eq!(parse("2026-01-01T01:00:00.0429+01:00"), Some(1_767_225_600_042));
        assert_eq!(rfc3339(i64::MAX), None);
        assert_eq!(parse("yesterday"), None);
    }
}
