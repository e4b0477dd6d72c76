//! Instants as the API writes them: RFC 3339 in UTC.

use serde::{Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::ToSchema;

/// Milliseconds since the Unix epoch; RFC 3339 in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-11-22T12:00:00Z")]
pub struct Timestamp(pub i64);

/// The last instant that RFC 3339 can write.
const LAST: &str = "9999-12-31T23:59:59.999Z";

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000).ok();
        match moment.and_then(|moment| moment.format(&Rfc3339).ok()) {
            Some(text) => serializer.serialize_str(&text),
            None => serializer.serialize_str(LAST),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_utc() {
        let text = |instant| serde_json::to_string(&Timestamp(instant)).unwrap();
        assert_eq!(text(1_767_225_600_042), r#""2026-01-01T00:00:00.042Z""#);
        assert_eq!(text(i64::MAX), format!("\"{LAST}\""));
    }
}
