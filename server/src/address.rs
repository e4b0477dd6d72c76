//! The portal's public address: what people type, and what browsers send as Origin and Host.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use http::Uri;
use http::uri::Scheme;

/// The scheme, host and port under which people reach the portal, written as browsers write an Origin: in lower case, without
/// a default port and without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAddress {
    secure: bool,
    authority: String,
}

/// Why a string is not a public address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a public address is http:// or https:// and a host, with a port if it needs one, and nothing behind it: \
         https://licenses.example.org"
)]
pub struct AddressError;

impl PublicAddress {
    /// The address of a server that people reach where it listens.
    pub fn of_listener(listen: SocketAddr) -> Self {
        let port = listen.port();
        let authority = if port == 80 { host_of(listen) } else { format!("{}:{port}", host_of(listen)) };
        Self { secure: false, authority }
    }

    /// Returns whether it is https. Cookies are then sent over TLS only.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Host and port, as in a Host header.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The host without the port.
    pub fn host(&self) -> &str {
        let end = self.authority.rfind(':').filter(|colon| !self.authority[*colon..].contains(']'));
        &self.authority[..end.unwrap_or(self.authority.len())]
    }
}

fn host_of(listen: SocketAddr) -> String {
    match listen {
        SocketAddr::V4(listen) => listen.ip().to_string(),
        SocketAddr::V6(listen) => format!("[{}]", listen.ip()),
    }
}

impl fmt::Display for PublicAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority)
    }
}

impl FromStr for PublicAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let uri: Uri = text.parse().map_err(|_| AddressError)?;
        let secure = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(AddressError),
        };
        let authority = uri.authority().ok_or(AddressError)?;
        let is_bare = matches!(uri.path(), "" | "/") && uri.query().is_none() && !text.contains('#');
        let has_port = authority.as_str().len() > authority.host().len();
        if !is_bare || authority.as_str().contains('@') || (has_port && authority.port_u16().is_none()) {
            return Err(AddressError);
        }
        let default_port = if secure { 443 } else { 80 };
        let port = authority.port_u16().filter(|port| *port != default_port);
        let host = authority.host().to_lowercase();
        let authority = port.map_or(host.clone(), |port| format!("{host}:{port}"));
        Ok(Self { secure, authority })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_known_without_its_port() {
        for (address, host) in [
            ("https://licenses.example.org", "licenses.example.org"),
            ("http://localhost:3000", "localhost"),
            ("http://[::1]:3000", "[::1]"),
            ("http://[::1]", "[::1]"),
        ] {
            assert_eq!(address.parse::<PublicAddress>().unwrap().host(), host);
        }
    }

    #[test]
    fn an_address_is_written_as_browsers_write_an_origin() {
        for (typed, expected) in [
            ("https://Licenses.Example.org/", "https://licenses.example.org"),
            ("https://licenses.example.org:443", "https://licenses.example.org"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(typed.parse::<PublicAddress>().unwrap().to_string(), expected);
        }
        let listen = |text: &str| PublicAddress::of_listener(text.parse().unwrap()).to_string();
        assert_eq!(listen("127.0.0.1:3000"), "http://127.0.0.1:3000");
        assert_eq!(listen("[::1]:80"), "http://[::1]");
    }

    #[test]
    fn what_is_more_or_less_than_an_origin_is_refused() {
        for typed in [
            "",
            "licenses.example.org",
            "ftp://licenses.example.org",
            "https://",
            "https://a.example/path",
            "https://a.example?x",
            "https://a.example/#x",
            "https://user@a.example",
            "https://a.example:99999",
        ] {
            assert_eq!(typed.parse::<PublicAddress>(), Err(AddressError), "{typed}");
        }
    }
}
