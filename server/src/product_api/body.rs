//! A request's body: JSON of a known shape and limited size. Errors name the place in the body.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use store::deployments::Change;

use super::error::{ApiError, Source};
use super::negotiation;

/// The largest body, in bytes.
pub const LIMIT: usize = 64 << 10;

/// The places that must hold an object. serde would read a list there as the fields' values in order.
const OBJECTS: [&str; 10] = [
    "",
    "/meta",
    "/meta/scope",
    "/data",
    "/data/attributes",
    "/data/relationships",
    "/data/relationships/license",
    "/data/relationships/license/data",
    "/data/relationships/product",
    "/data/relationships/product/data",
];

/// A parsed body. An empty one counts as an empty object.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let Ok(bytes) = to_bytes(body, LIMIT).await else { return Err(too_large()) };
        let bytes = without_mark(&bytes);
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return parse(b"{}").map(Self);
        }
        check_type(&parts.headers)?;
        parse(bytes).map(Self)
    }
}

/// Removes the byte order mark that some programs put at the start of all UTF-8.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

/// Reads a field that may be absent or null, and tells the two apart; for `#[serde(default, deserialize_with = "…")]`.
pub fn change<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Change<T>, D::Error> {
    Option::deserialize(from).map(|told| told.map_or(Change::Clear, Change::Set))
}

/// The error for a body above [`LIMIT`].
pub fn too_large() -> ApiError {
    let detail = format!("The body of a request can be up to {} KiB.", LIMIT >> 10);
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", "Payload too large", detail)
}

/// Checks that the body's type is JSON.
fn check_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if negotiation::is_json(given) {
        return Ok(());
    }
    let detail = "A body must be of type application/vnd.api+json or application/json.";
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    let error = ApiError::new(status, "UNSUPPORTED_MEDIA_TYPE", "Unsupported media type", detail);
    Err(error.at(Source::Header("Content-Type")))
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        ApiError::bad_request("JSON_INVALID", format!("The body is not JSON: {error}.")).at_pointer("")
    })?;
    if let Some(pointer) = nul(&value) {
        let detail = "Text can't contain a NUL character.";
        return Err(ApiError::bad_request("TEXT_INVALID", detail).at_pointer(&pointer));
    }
    if let Some(pointer) = OBJECTS.into_iter().find(|at| value.pointer(at).is_some_and(Value::is_array)) {
        let detail = "The body does not have the required shape: this must be an object, not a list.";
        return Err(ApiError::bad_request("BODY_INVALID", detail).at_pointer(pointer));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let pointer = pointer(error.path());
        let detail = format!("The body does not have the required shape: {}.", error.into_inner());
        ApiError::bad_request("BODY_INVALID", detail).at_pointer(&pointer)
    })
}

/// The place of a NUL character, which PostgreSQL does not allow in a string.
fn nul(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(values) => values
            .iter()
            .enumerate()
            .find_map(|(place, value)| nul(value).map(|below| format!("/{place}{below}"))),
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let below = if name.contains('\0') { Some(String::new()) } else { nul(value) };
            below.map(|below| format!("/{}{below}", escaped(name)))
        }),
        _ => None,
    }
}

/// A path as a JSON pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter().fold(String::new(), |pointer, segment| match segment {
        Segment::Seq { index } => format!("{pointer}/{index}"),
        Segment::Map { key } => format!("{pointer}/{}", escaped(key)),
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "its shape alone is tested")]
    struct Shape {
        list: Option<Vec<Inner>>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "its shape alone is tested")]
    struct Inner {
        number: i32,
    }

    fn problem(text: &str) -> String {
        let error = parse::<Shape>(text.as_bytes()).unwrap_err();
        format!("{error:?}")
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        assert!(parse::<Shape>(br#"{"list":[{"number":1,"else":2}],"other":{}}"#).is_ok());
        assert_eq!(without_mark("\u{feff}{}".as_bytes()), b"{}");
        assert_eq!(without_mark(b"{}"), b"{}");
        assert!(problem("{").contains("JSON_INVALID"));
        let wrong_type = problem(r#"{"list":[{"number":1},{"number":"x"}]}"#);
        assert!(wrong_type.contains("BODY_INVALID") && wrong_type.contains("/list/1/number"), "{wrong_type}");
        let too_large = problem(r#"{"list":[{"number":3000000000}]}"#);
        assert!(too_large.contains("/list/0/number"), "{too_large}");
        let nul = problem(r#"{"a/b":["x","\u0000"]}"#);
        assert!(nul.contains("TEXT_INVALID") && nul.contains("/a~1b/1"), "{nul}");
        assert!(problem("[]").contains("BODY_INVALID"));
        assert!(problem(r#"{"meta":{"scope":[null,null]}}"#).contains("/meta/scope"));
        assert!(problem(r#"{"a\u0000":1}"#).contains("TEXT_INVALID"));
        assert!(parse::<Shape>(r#"{"a":"\\u0000"}"#.as_bytes()).is_ok());
        assert!(problem(&"[".repeat(100_000)).contains("JSON_INVALID"));
    }
}
