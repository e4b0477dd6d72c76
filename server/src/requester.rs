//! Finds out who asks, by an API token or by a session's cookie. This is the only place: the code behind it does not know
//! which of the two it was.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use app::context::Context;
use app::cookie::CookieSettings;
use app::properties::{Properties, Property};
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use http::header::{COOKIE, USER_AGENT};
use http::request::Parts;
use http::{Extensions, HeaderMap};
use model::Actor;
use store::db::secret::Secret;
use store::sign_in::session::{self, Session, Token};

use crate::product_api::offline_files;
use crate::proxies::TrustedProxies;
use crate::{Portal, bearer, refusal, reply};

/// A request's context, with the person who asks.
pub struct Requester(pub Context);

/// The caller.
enum Asking {
    /// Somebody with a session.
    Person(Session),
    /// A program with an API token.
    Program(Actor),
}

impl FromRequestParts<Arc<Portal>> for Requester {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, portal: &Arc<Portal>) -> Result<Self, Response> {
        let now = (portal.clock)();
        let cookie = CookieSettings { secure: portal.site.address.is_secure() };
        let path = parts.uri.path();
        let failed = |error| {
            if path.starts_with("/api/") { refusal::failed(path, &error) } else { reply::failed(&error) }
        };
        let db = &portal.db;
        let (token, asking) = match bearer::presented(&parts.headers) {
            Some(presented) => {
                let actor = store::sign_in::api_access::find(db, presented, now).await.map_err(failed)?;
                (None, actor.map(Asking::Program))
            }
            None => match token(&parts.headers, cookie.session_name()) {
                None => (None, None),
                Some(token) => {
                    let properties = Properties::at(path);
                    let is_by_itself = properties.is_some_and(|one| one.has(Property::ByItself));
                    let session = if is_by_itself {
                        session::peek(db, token, now).await
                    } else {
                        session::find(db, token, now).await
                    };
                    (Some(token), session.map_err(failed)?.map(Asking::Person))
                }
            },
        };
        let (actor, proof, home, is_behind) = match asking {
            Some(Asking::Program(actor)) => (Some(actor), None, None, false),
            Some(Asking::Person(Session { actor, home, proof, is_behind })) => {
                (Some(actor), Some(proof), home, is_behind)
            }
            None => (None, None, None, false),
        };
        Ok(Self(Context {
            db: portal.db.clone(),
            actor,
            token,
            step: self::token(&parts.headers, cookie.step_name()),
            attempts: attempts(&parts.headers, cookie),
            proof,
            is_behind,
            home,
            device: device(&parts.headers, cookie.device_name()),
            now,
            random: (portal.dice)().into(),
            network_address: peer_address(&parts.headers, &parts.extensions, portal),
            user_agent: user_agent(&parts.headers),
            sealer: portal.sealer.clone(),
            site: portal.site.address.to_string(),
            cookie,
            demo: portal.site.demo_port.is_some(),
            reports: portal.reports.clone(),
            offline_files: offline_files(Arc::clone(portal)),
            files: portal.files.clone(),
            installer_limit: portal.installer_limit,
            mails_are_files: portal.mailer.writes_files(),
            dns: portal.dns.for_context(),
            openid: portal.openid.clone(),
        }))
    }
}

/// Records where a request comes from for its events ([`store::db::request_origin`]).
pub async fn tell_origin(State(portal): State<Arc<Portal>>, request: Request, next: Next) -> Response {
    let from = peer_address(request.headers(), request.extensions(), &portal);
    store::db::request_origin::from(from, next.run(request)).await
}

fn peer_address(headers: &HeaderMap, extensions: &Extensions, portal: &Portal) -> String {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    network_address(headers, peer, portal.site.proxies)
}

/// The token in the cookie of that name.
fn token(headers: &HeaderMap, cookie: &str) -> Option<Token> {
    Token::from_cookie(CookieJar::from_headers(headers).get(cookie)?.value())
}

/// The secret in the device cookie.
fn device(headers: &HeaderMap, cookie: &str) -> Option<Secret> {
    Secret::from_text(CookieJar::from_headers(headers).get(cookie)?.value())
}

/// The names of the cookies of single sign-ons under way. Browsers send the oldest first (RFC 6265, 5.4).
fn attempts(headers: &HeaderMap, cookie: CookieSettings) -> Vec<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let names = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.split('=').next());
    names.map(str::trim).filter(|name| cookie.is_attempt(name)).map(str::to_owned).collect()
}

fn user_agent(headers: &HeaderMap) -> String {
    headers
        .get(USER_AGENT)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .unwrap_or_default()
}

/// The address by which guessing is throttled. A household has a /64 of IPv6 addresses, which counts as one. Behind trusted
/// proxies it is the address they report.
pub(crate) fn network_address(headers: &HeaderMap, peer: Option<IpAddr>, proxies: TrustedProxies) -> String {
    match proxies.client(headers).or(peer).map(network) {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(network)) => format!("{network}/64"),
    }
}

/// The network of an address: the IPv4 address itself, or the first address of its /64.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn from(forwarded: &[&'static str], trusted_proxy: bool) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        let proxies = if trusted_proxy { TrustedProxies::ONE } else { TrustedProxies::NONE };
        network_address(&headers, Some("192.0.2.1".parse().unwrap()), proxies)
    }

    #[test]
    fn a_forwarded_address_is_believed_only_when_told_to() {
        assert_eq!(from(&["198.51.100.7"], false), "192.0.2.1");
        assert_eq!(from(&["198.51.100.7"], true), "198.51.100.7");
        assert_eq!(from(&["1.1.1.1, 198.51.100.7"], true), "198.51.100.7");
        assert_eq!(from(&["1.1.1.1", "198.51.100.7"], true), "198.51.100.7");
        assert_eq!(from(&["198.51.100.7:50123"], true), "198.51.100.7");
        assert_eq!(from(&["nonsense"], true), "192.0.2.1");
    }

    #[test]
    fn an_ipv6_household_is_one() {
        assert_eq!(from(&["2001:db8:1:2:3:4:5:6"], true), "2001:db8:1:2::/64");
        assert_eq!(from(&["::ffff:198.51.100.7"], true), "198.51.100.7");
        assert_eq!(network_address(&HeaderMap::new(), None, TrustedProxies::ONE), "unknown");
    }
}
