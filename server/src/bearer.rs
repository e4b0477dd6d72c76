//! API tokens as requests present them: `Authorization: Bearer grantry_…`.
//!
//! A request with a bearer is that program's alone: its cookies are ignored, and it gets none. Browsers never add this
//! header by themselves, so requests that other sites cause don't have it.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderMap;
use http::header::{AUTHORIZATION, SET_COOKIE};

/// The bearer's text. Empty if it can't be read, None if the request has no bearer.
pub fn presented(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(AUTHORIZATION).iter().filter_map(|value| {
        let (scheme, rest) = value.as_bytes().split_at_checked("bearer ".len())?;
        scheme.eq_ignore_ascii_case(b"bearer ").then(|| std::str::from_utf8(rest).unwrap_or_default().trim())
    });
    let first = all.next()?;
    // With two of them, neither is believed.
    Some(if all.next().is_some() { "" } else { first })
}

/// Removes cookies from the response to a request with a bearer.
pub async fn keep_cookies_back(request: Request, next: Next) -> Response {
    let is_by_bearer = presented(request.headers()).is_some();
    let mut response = next.run(request).await;
    if is_by_bearer {
        response.headers_mut().remove(SET_COOKIE);
    }
    response
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn one_bearer_is_presented() {
        for (values, expected) in [
            (&[][..], None),
            (&["Basic dXNlcjpwYXNz"], None),
            (&["Bearer"], None),
            (&["Bearer grantry_x"], Some("grantry_x")),
            (&["bEARER  grantry_x "], Some("grantry_x")),
            (&["Bearer "], Some("")),
            (&["Bearer grantry_x", "Bearer grantry_x"], Some("")),
            (&["Basic dXNlcjpwYXNz", "Bearer grantry_x"], Some("grantry_x")),
        ] {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(AUTHORIZATION, HeaderValue::from_static(value));
            }
            assert_eq!(presented(&headers), expected, "{values:?}");
        }
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_bytes(b"Bearer \xff").unwrap());
        assert_eq!(presented(&headers), Some(""));
    }
}
