//! Media types: responses are JSON:API documents, or plain text if the request asks for it.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::ACCEPT;
use http::{HeaderMap, StatusCode};

use super::document::MEDIA_TYPE;
use super::error::{ApiError, Source};

/// Refuses clients that accept none of the types that responses have.
pub async fn agree(request: Request, next: Next) -> Response {
    if is_acceptable(request.headers()) {
        return next.run(request).await;
    }
    let detail = format!("Responses are of type {MEDIA_TYPE}; omit Accept, or include that type in it.");
    let error = ApiError::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", "Not acceptable", detail);
    error.at(Source::Header("Accept")).into_response()
}

fn is_acceptable(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(ACCEPT).iter().peekable();
    if accepted.peek().is_none() {
        return true;
    }
    accepted.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|range| {
        is_json(range) || matches!(essence(range).as_str(), "*/*" | "application/*" | "text/*" | "text/plain")
    })
}

/// Returns whether a media type is JSON.
pub fn is_json(media_type: &str) -> bool {
    matches!(essence(media_type).as_str(), MEDIA_TYPE | "application/json")
}

/// A media type without its parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn answers_are_json() {
        for (accept, expected) in [
            (None, true),
            (Some("application/vnd.api+json"), true),
            (Some("text/html, application/json;q=0.5"), true),
            (Some("*/*"), true),
            (Some("text/plain"), true),
            (Some("text/html"), false),
            (Some(""), false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(ACCEPT, HeaderValue::from_static(accept));
            }
            assert_eq!(is_acceptable(&headers), expected, "{accept:?}");
        }
        assert!(is_json("Application/Vnd.API+json; charset=utf-8") && !is_json("text/json") && !is_json(""));
    }
}
