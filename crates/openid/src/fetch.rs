//! Requests to providers: with timeouts, without redirects, and never into one's own network.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use http::header::{ACCEPT, AUTHORIZATION};
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use url::{Host, Url};

use crate::claims::Claims;

/// The timeouts of a connection, and of a whole request.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(10);
/// The largest response that is read, in bytes.
const LIMIT: usize = 1 << 20;

/// Why a provider could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address is not one that may be asked.
    #[error("{0} is not asked: a provider must have an https address, outside of this server's own network")]
    Address(String),
    /// There was no response.
    #[error("there was no response: {0}")]
    Request(#[from] reqwest::Error),
    /// The response is too large.
    #[error("the response is larger than {LIMIT} bytes")]
    TooLarge,
    /// The request or its response is invalid.
    #[error("the response can't be read: {0}")]
    Answer(#[from] http::Error),
    /// The provider answered with an error status.
    #[error("it answers with status {0}")]
    Status(StatusCode),
    /// The response is not a JSON object.
    #[error("the response is not a JSON object: {0}")]
    Json(#[from] serde_json::Error),
}

/// Asks providers. Clones share connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    allow_insecure: bool,
}

impl Client {
    /// A client. With `allow_insecure` it also asks http addresses and addresses inside its own network: for trying it out.
    pub fn new(allow_insecure: bool) -> Result<Self, reqwest::Error> {
        // Fails if a provider was installed before, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            // A redirect could lead into the server's own network.
            .redirect(Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .https_only(!allow_insecure);
        if !allow_insecure {
            // A proxy would look up names itself.
            builder = builder.dns_resolver(Arc::new(Outside)).no_proxy();
        }
        Ok(Self { http: builder.build()?, allow_insecure })
    }

    /// Checks that an address is one at which a provider may be asked.
    pub fn check(&self, address: &Url) -> Result<(), FetchError> {
        let is_outside = match address.host() {
            Some(Host::Domain(_)) => true,
            Some(Host::Ipv4(ip)) => is_public(ip.into()),
            Some(Host::Ipv6(ip)) => is_public(ip.into()),
            None => false,
        };
        let is_web = matches!(address.scheme(), "http" | "https") && address.has_host();
        let fits = if self.allow_insecure { is_web } else { address.scheme() == "https" && is_outside };
        if fits { Ok(()) } else { Err(FetchError::Address(address.to_string())) }
    }

    /// Asks for a JSON object, with an access token if one is given. Ignores its media type.
    pub(crate) async fn document(&self, address: &Url, access: Option<&str>) -> Result<Claims, FetchError> {
        let mut request = http::Request::get(address.as_str()).header(ACCEPT, "application/json");
        if let Some(access) = access {
            request = request.header(AUTHORIZATION, format!("Bearer {access}"));
        }
        let answer = self.send(request.body(Vec::new())?).await?;
        if answer.status() != StatusCode::OK {
            return Err(FetchError::Status(answer.status()));
        }
        Ok(serde_json::from_slice(answer.body())?)
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let request = reqwest::Request::try_from(request)?;
        self.check(request.url())?;
        let mut response = self.http.execute(request).await?;
        let mut answer = http::Response::builder().status(response.status());
        for (name, value) in response.headers() {
            answer = answer.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await? {
            if body.len() + part.len() > LIMIT {
                return Err(FetchError::TooLarge);
            }
            body.extend_from_slice(&part);
        }
        Ok(answer.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Client {
    type Error = FetchError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// Resolves names as the system does, without addresses of one's own network: only here is it known where a name leads.
#[derive(Debug)]
struct Outside;

impl Resolve for Outside {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let outside: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if outside.is_empty() {
                return Err(FetchError::Address(name.as_str().to_owned()).into());
            }
            Ok(Box::new(outside.into_iter()) as Addrs)
        })
    }
}

/// Returns whether an address is on the public internet, rather than of this machine or its network (RFC 6890).
fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_broadcast()
                || ip.is_documentation()
                || ip.is_multicast()
                || a == 0
                || a >= 240
                // Shared address space, protocol assignments, benchmarks.
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(ip) => {
            let [a, b, ..] = ip.segments();
            // Global unicast, without documentation, 6to4, Teredo and addresses that translate to IPv4.
            (0x2000..0x4000).contains(&a) && a != 0x2002 && !(a == 0x2001 && (b < 0x0200 || b == 0x0db8))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_is_not_asked() {
        let client = Client::new(false).unwrap();
        let may = |address: &str| client.check(&Url::parse(address).unwrap()).is_ok();
        for outside in ["https://login.example.org/tenant", "https://9.9.9.9", "https://[2620:fe::fe]"] {
            assert!(may(outside), "{outside}");
        }
        for inside in [
            "http://login.example.org",
            "https://127.0.0.1",
            "https://2130706433/",
            "https://10.1.2.3",
            "https://172.16.0.1",
            "https://192.168.1.1",
            "https://169.254.169.254/latest",
            "https://100.64.0.1",
            "https://0.0.0.0",
            "https://[::1]",
            "https://[fe80::1]",
            "https://[fd00::1]",
            "https://[::ffff:127.0.0.1]",
            "https://[64:ff9b::7f00:1]",
            "https://[2002:7f00:1::]",
            "ftp://login.example.org",
            "file:///etc/passwd",
        ] {
            assert!(!may(inside), "{inside}");
        }
        let trying = Client::new(true).unwrap();
        assert!(trying.check(&Url::parse("http://127.0.0.1:4000").unwrap()).is_ok());
        assert!(trying.check(&Url::parse("file:///etc/passwd").unwrap()).is_err());
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_asked() {
        let found = Outside.resolve("localhost".parse().unwrap()).await;
        assert!(found.is_err());
    }
}
