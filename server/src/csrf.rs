//! Refuses requests that other sites make browsers send, before anything else looks at them.

use std::sync::Arc;

use app::ApiError;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{HOST, ORIGIN};
use http::{HeaderMap, HeaderName, Method, StatusCode};

use crate::{Portal, Site, bearer, product_api, refusal, reply, unsubscribe};

/// Refuses foreign requests.
pub async fn refuse_foreign(State(portal): State<Arc<Portal>>, request: Request, next: Next) -> Response {
    let host = text(request.headers(), &HOST)
        .or_else(|| request.uri().authority().map(http::uri::Authority::as_str));
    if !portal.site.is_own_host(host.unwrap_or_default()) {
        let sentence = "The demo is reached as localhost or 127.0.0.1, on the machine that it runs on.";
        return reply::plain(StatusCode::MISDIRECTED_REQUEST, sentence);
    }
    let path = request.uri().path();
    if product_api::is_below(path) || unsubscribe::is_link(path) {
        // Cookies don't count there.
        return next.run(request).await;
    }
    match foreign(&portal.site, request.method(), request.headers()) {
        None => next.run(request).await,
        // The page shows the sentence: the portal's public address may be set wrongly.
        Some(sentence) if path.starts_with("/api/") => {
            refusal::refusal(path, &ApiError::invalid("", sentence), StatusCode::FORBIDDEN)
        }
        Some(sentence) => reply::own(reply::plain(StatusCode::FORBIDDEN, sentence)).await,
    }
}

/// Why a request is not the portal's own. None if it is, if it only reads, or if it has a bearer, which no other site can
/// make a browser send.
///
/// Browsers say in `Sec-Fetch-Site` where a request comes from. Those that don't (over http, or old ones) send an Origin
/// with everything but GET. A request with neither comes from no browser with a person in front of it.
fn foreign(site: &Site, method: &Method, headers: &HeaderMap) -> Option<String> {
    if matches!(*method, Method::GET | Method::HEAD) || bearer::presented(headers).is_some() {
        return None;
    }
    let is_own = match (headers.contains_key("sec-fetch-site"), headers.contains_key(ORIGIN)) {
        (true, _) => text(headers, &HeaderName::from_static("sec-fetch-site")) == Some("same-origin"),
        (false, true) => text(headers, &ORIGIN).is_some_and(|origin| site.is_own_origin(origin)),
        (false, false) => false,
    };
    (!is_own).then(|| {
        format!(
            "This request comes from another site, or does not say where it comes from. This portal accepts requests only from \
             its own pages, at {}.",
            site.address
        )
    })
}

/// The header's text if it occurs exactly once.
fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?;
    if all.next().is_some() { None } else { first.to_str().ok() }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn what_changes_something_must_come_from_the_portals_own_pages() {
        let listening = Site::listening("127.0.0.1:3000".parse().unwrap());
        let site = Site { address: "https://a.example".parse().unwrap(), ..listening };
        for (fetch_site, origin, is_taken) in [
            (&["same-origin"][..], &[][..], true),
            (&["same-origin"], &["https://b.example"], true),
            (&["same-site"], &["https://a.example"], false),
            (&["cross-site"], &["https://a.example"], false),
            (&["none"], &[], false),
            (&["same-origin", "cross-site"], &[], false),
            (&[], &["https://a.example"], true),
            (&[], &["https://a.example", "https://b.example"], false),
            (&[], &["https://a.example.evil.example"], false),
            (&[], &["http://a.example"], false),
            (&[], &["null"], false),
            (&[], &[], false),
        ] {
            let mut headers = HeaderMap::new();
            for value in fetch_site {
                headers.append("sec-fetch-site", HeaderValue::from_static(value));
            }
            for value in origin {
                headers.append(ORIGIN, HeaderValue::from_static(value));
            }
            for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
                let is_foreign = foreign(&site, &method, &headers).is_some();
                assert_eq!(is_foreign, !is_taken, "{method} {fetch_site:?} {origin:?}");
            }
            assert!(foreign(&site, &Method::GET, &headers).is_none());
            headers.insert(http::header::AUTHORIZATION, HeaderValue::from_static("Bearer grantry_x"));
            assert!(foreign(&site, &Method::POST, &headers).is_none());
            // Browsers remember passwords of this form, and send them wherever a link leads.
            headers.insert(http::header::AUTHORIZATION, HeaderValue::from_static("Basic dXNlcjpwYXNz"));
            assert_eq!(foreign(&site, &Method::POST, &headers).is_none(), is_taken);
        }
    }
}
