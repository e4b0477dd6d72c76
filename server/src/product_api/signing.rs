//! Signs every response, refusals included: the request's method, path and host, the date and the body. So a product knows that
//! Grantry answered, and this very request.

use std::net::Ipv4Addr;
use std::sync::{Arc, Once};
use std::time::{Duration, SystemTime};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use headers::{Date, Header as _};
use http::header::HOST;
use http::uri::Authority;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use license_file::sign_response;

use super::error::ApiError;
use crate::{Portal, Site};

/// The largest response, in bytes: more than a page of a hundred machines with all their data takes.
const LIMIT: usize = 8 << 20;
/// The version of Keygen's API that Grantry speaks.
const VERSION: (HeaderName, HeaderValue) =
    (HeaderName::from_static("keygen-version"), HeaderValue::from_static("1.8"));

/// The header in which proxies pass on the original Host.
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
/// One warning about a proxy that changes Host is enough.
static WARNED: Once = Once::new();

/// Adds the signature's headers to the response.
pub async fn sign(State(portal): State<Arc<Portal>>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let uri = request.uri().clone();
    let host = host_asked(&portal.site, request.headers(), &uri).to_owned();
    let (mut parts, body) = next.run(request).await.into_parts();
    let body = match to_bytes(body, LIMIT).await {
        Ok(body) => body,
        Err(error) => {
            tracing::error!(%error, "a response can't be signed");
            let failed = ApiError::failed().into_response().into_parts();
            parts = failed.0;
            to_bytes(failed.1, LIMIT).await.unwrap_or_default()
        }
    };
    let date = http_date((portal.clock)());
    let signed = license_file::Response {
        account: portal.product.account(),
        method: method.as_str(),
        path_and_query: uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str),
        host: &host,
        date: date.to_str().unwrap_or_default(),
        body: &body,
    };
    let headers = portal.product.with_keyring(|keyring| sign_response(keyring.current(), &signed));
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::try_from(value) {
            parts.headers.insert(HeaderName::from_static(name), value);
        }
    }
    let (name, value) = VERSION;
    parts.headers.insert(name, value);
    Response::from_parts(parts, Body::from(body))
}

/// The host that the product asked, with which it verifies the signature. Behind a proxy that does not pass Host on, it is
/// the host that the proxy reports or, if the Host can't be a public one, the public address.
fn host_asked<'a>(site: &'a Site, headers: &'a HeaderMap, uri: &'a Uri) -> &'a str {
    let text = |value: &'a HeaderValue| value.to_str().ok();
    let named = headers.get(HOST).and_then(text);
    let host = named.or_else(|| uri.authority().map(Authority::as_str)).unwrap_or_default();
    let public = site.address.authority();
    if host.eq_ignore_ascii_case(public) || site.demo_port.is_some() {
        return host;
    }
    if site.proxies.any() {
        let forwarded = headers.get_all(FORWARDED_HOST).iter().next_back().and_then(text);
        let forwarded = forwarded.and_then(|hosts| hosts.rsplit(',').next()).map(str::trim);
        if let Some(forwarded) = forwarded.filter(|host| !host.is_empty()) {
            return forwarded;
        }
        if is_internal(host) {
            return public;
        }
    }
    WARNED.call_once(|| {
        let host: String = host.chars().take(100).collect();
        tracing::warn!(
            host,
            public,
            "a product's request names a Host that is not the public address's. If a proxy changes it, products reject \
             the signatures of all responses: let the proxy pass Host on, or send X-Forwarded-Host and use --trusted-proxy"
        );
    });
    host
}

/// Returns whether no product could ask for that host from outside: an IP address, or a name without a dot. Proxies put
/// those in place of the public one.
fn is_internal(host: &str) -> bool {
    let Ok(host) = host.parse::<Authority>() else { return false };
    let name = host.host();
    name.starts_with('[') || name.parse::<Ipv4Addr>().is_ok() || !name.contains('.')
}

/// An HTTP date; `now` in milliseconds since the Unix epoch.
fn http_date(now: i64) -> HeaderValue {
    let since = Duration::from_millis(u64::try_from(now).unwrap_or(0));
    let mut values = Vec::with_capacity(1);
    Date::from(SystemTime::UNIX_EPOCH + since).encode(&mut values);
    values.pop().unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proxies::TrustedProxies;

    #[test]
    fn signatures_are_over_the_host_that_was_asked_also_behind_a_proxy_that_changes_it() {
        let public = "licenses.example.org";
        for (host, forwarded, trusted_proxy, signed) in [
            (public, None, true, public),
            ("Licenses.Example.Org", None, true, "Licenses.Example.Org"),
            // The default of nginx and others.
            ("127.0.0.1:3000", None, true, public),
            ("[::1]:3000", None, true, public),
            ("localhost:3000", None, true, public),
            ("grantry", None, true, public),
            ("grantry.internal:3000", Some(public), true, public),
            ("127.0.0.1:3000", Some("other.example.org, licenses.example.com"), true, "licenses.example.com"),
            // Another name that leads here.
            ("licenses.example.com", None, true, "licenses.example.com"),
            // No proxy is configured, so this is what the product asked for.
            ("127.0.0.1:3000", None, false, "127.0.0.1:3000"),
            ("127.0.0.1:3000", Some("evil.example"), false, "127.0.0.1:3000"),
        ] {
            let listening = Site::listening("127.0.0.1:3000".parse().unwrap());
            let address = format!("https://{public}").parse().unwrap();
            let proxies = if trusted_proxy { TrustedProxies::ONE } else { TrustedProxies::NONE };
            let site = Site { address, proxies, ..listening };
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static(host));
            if let Some(forwarded) = forwarded {
                headers.insert(FORWARDED_HOST, HeaderValue::from_static(forwarded));
            }
            let uri = Uri::from_static("/v1/me");
            assert_eq!(host_asked(&site, &headers, &uri), signed, "{host} {forwarded:?} {trusted_proxy}");
        }
        let site = Site::listening("127.0.0.1:3000".parse().unwrap());
        let uri = Uri::from_static("http://a.example/v1/me");
        assert_eq!(host_asked(&site, &HeaderMap::new(), &uri), "a.example");
    }

    #[test]
    fn a_moment_is_written_as_http_does() {
        assert_eq!(http_date(1_623_254_895_999), "Wed, 09 Jun 2021 16:08:15 GMT");
        assert_eq!(http_date(-1), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
