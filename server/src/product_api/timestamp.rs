//! Instants as the API writes them: RFC 3339 in UTC.

use license_file::rfc3339;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// Milliseconds since the Unix epoch; RFC 3339 in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-11-22T12:00:00Z")]
pub struct Timestamp(pub i64);

/// The last instant that RFC 3339 can write.
const LAST: &str = "9999-12-31T23:59:59.999Z";

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(rfc3339(self.0).as_deref().unwrap_or(LAST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_utc() {
        let text = |instant| serde_json::to_string(&Timestamp(instant)).unwrap();
        assert_eq!(text(1_767_225_600_042), r#""2026-01-01T00:00:00.042Z""#);
        assert_eq!(text(1_767_225_600_100), r#""2026-01-01T00:00:00.1Z""#);
        assert_eq!(text(1_767_225_600_000), r#""2026-01-01T00:00:00Z""#);
        for beyond in [253_402_300_800_000, i64::MAX] {
            assert_eq!(text(beyond), format!("\"{LAST}\""));
        }
    }
}
