//! Checks which host a request names (RFC 9112, 3.2): given two names, a proxy may use a different one than the portal.

use http::header::HOST;
use http::{Request, Version};

/// Why a request can't be accepted. None if it names one host, or if it uses HTTP/1.0 and names none.
pub(super) fn problem<B>(request: &Request<B>) -> Option<&'static str> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host,
        (Some(_), Some(_)) => return Some("The request has several Host headers; it must have one."),
        (None, _) if request.version() < Version::HTTP_11 => return None,
        (None, _) => return Some("The request has no Host header, which HTTP/1.1 requires."),
    };
    let target = request.uri().authority()?;
    let is_same = target.as_str().as_bytes().eq_ignore_ascii_case(host.as_bytes());
    (!is_same).then_some("The request's address and its Host header name different hosts.")
}
