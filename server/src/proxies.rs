//! Proxies in front of the portal, and what they say about where a request comes from.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;
use std::sync::Once;

use http::HeaderMap;

/// How many proxies in a row are trusted. Each appends the address that it was asked from, so the last entries of the header
/// are theirs; those before come from the sender.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(u8);

/// A string is not a number of proxies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("proxies are trusted by true or false, or by how many of them there are in a row, up to 20: 2")]
pub struct ProxiesError;

/// More in a row are taken for a typo.
const MOST: u8 = 20;

impl TrustedProxies {
    /// No proxy, or none that is trusted.
    pub const NONE: Self = Self(0);
    /// One proxy.
    pub const ONE: Self = Self(1);

    /// Returns whether there is a trusted proxy.
    pub fn any(self) -> bool {
        self.0 > 0
    }

    /// The address that the outermost trusted proxy was asked from, if it says so. An entry that can't be read is logged once.
    pub fn client(self, headers: &HeaderMap) -> Option<IpAddr> {
        if !self.any() {
            return None;
        }
        // If a proxy writes one of the headers, the other comes from the sender.
        let (name, list) = match all(headers, "x-forwarded-for") {
            Some(list) => ("X-Forwarded-For", list),
            None => ("Forwarded", all(headers, "forwarded")?),
        };
        let entries: Vec<&str> = match name {
            "Forwarded" => from_the_end(&list, b',').into_iter().map(forwarded_for).collect(),
            _ => list.rsplit(',').collect(),
        };
        // With fewer entries, the request came in behind the outermost proxy.
        let entry = entries.get(usize::from(self.0) - 1).or(entries.last()).copied().unwrap_or_default();
        let address = address(entry);
        if address.is_none() {
            warn_once(name, entry);
        }
        address
    }
}

impl FromStr for TrustedProxies {
    type Err = ProxiesError;

    fn from_str(text: &str) -> Result<Self, ProxiesError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" | "on" | "t" => Ok(Self::ONE),
            "false" | "no" | "n" | "off" | "f" => Ok(Self::NONE),
            number => {
                let count = number.parse().ok().filter(|count| *count <= MOST);
                count.map(Self).ok_or(ProxiesError)
            }
        }
    }
}

fn warn_once(header: &str, entry: &str) {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        let entry: String = entry.chars().take(100).collect();
        tracing::warn!(
            header,
            ?entry,
            "the proxy's header names no address that can be read. Such requests count as the proxy's own: their limits and their \
             sign-in attempts are counted together"
        );
    });
}

/// A header's lines as one list; None without such a header. Bytes that are not text can't be read as an address.
fn all(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines: Vec<_> =
        headers.get_all(name).iter().map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// Splits a string at the marks outside of quotes, the last part first. Reading from the end, the sender's part can't change
/// how the proxies' own entries are read.
fn from_the_end(text: &str, mark: u8) -> Vec<&str> {
    let signs = text.as_bytes();
    let is_escaped = |at: usize| signs[..at].iter().rev().take_while(|sign| **sign == b'\\').count() % 2 == 1;
    let (mut parts, mut end, mut is_quoted) = (Vec::new(), text.len(), false);
    for (at, sign) in signs.iter().enumerate().rev() {
        if *sign == b'"' && !is_escaped(at) {
            is_quoted = !is_quoted;
        } else if *sign == mark && !is_quoted {
            parts.push(&text[at + 1..end]);
            end = at;
        }
    }
    parts.push(&text[..end]);
    parts
}

/// The address of the client in an entry of `Forwarded` (RFC 7239); empty if the entry has none.
fn forwarded_for(entry: &str) -> &str {
    let mut pairs = from_the_end(entry, b';').into_iter().filter_map(|pair| pair.split_once('='));
    let named = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    named.map_or("", |(_, value)| value.trim().trim_matches('"'))
}

/// Reads an address in the forms that proxies write: bare, in brackets, with a port, with a zone.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('[') {
        let (inner, port) = rest.split_once(']')?;
        return (port.is_empty() || port.starts_with(':')).then(|| v6(inner)).flatten().map(IpAddr::V6);
    }
    let bare = text.parse().ok().or_else(|| v6(text).map(IpAddr::V6));
    // An IPv4 address with its port. For an IPv6 address the end would be unclear.
    bare.or_else(|| {
        let (host, port) = text.split_once(':')?;
        let is_port = !port.is_empty() && !port.contains(':');
        host.parse().ok().filter(|address: &IpAddr| is_port && address.is_ipv4())
    })
}

fn v6(text: &str) -> Option<Ipv6Addr> {
    text.split('%').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn client(proxies: u8, lines: &[(&'static str, &'static str)]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        TrustedProxies(proxies).client(&headers).map(|address| address.to_string())
    }

    const XFF: &str = "x-forwarded-for";

    #[test]
    fn an_address_is_read_however_proxies_write_it() {
        for (written, expected) in [
            ("198.51.100.7", Some("198.51.100.7")),
            ("198.51.100.7:50123", Some("198.51.100.7")),
            (" 198.51.100.7:50123 ", Some("198.51.100.7")),
            ("2001:db8::9", Some("2001:db8::9")),
            ("[2001:db8::9]", Some("2001:db8::9")),
            ("[2001:db8::9]:443", Some("2001:db8::9")),
            ("fe80::1%eth0", Some("fe80::1")),
            ("[fe80::1%25eth0]:1", Some("fe80::1")),
            ("198.51.100.7:", None),
            ("198.51.100:80", None),
            ("[2001:db8::9]443", None),
            ("[2001:db8::9", None),
            ("unknown", None),
            ("_hidden", None),
            ("", None),
        ] {
            assert_eq!(
                address(written).map(|address| address.to_string()).as_deref(),
                expected,
                "{written:?}"
            );
            assert_eq!(client(1, &[(XFF, written)]).as_deref(), expected, "{written:?}");
        }
    }

    #[test]
    fn a_forwarded_header_says_the_same() {
        for (written, expected) in [
            ("for=198.51.100.7", Some("198.51.100.7")),
            ("For=\"198.51.100.7:4711\";proto=https;by=203.0.113.43", Some("198.51.100.7")),
            ("proto=http; for=\"[2001:db8:cafe::17]:4711\"", Some("2001:db8:cafe::17")),
            ("for=1.1.1.1, for=\"[2001:db8::9]\"", Some("2001:db8::9")),
            // A comma and a quote inside quotes end nothing.
            ("for=1.1.1.1;host=\"a\\\",for=9.9.9.9\", for=198.51.100.7", Some("198.51.100.7")),
            // Nor does a quote that the sender left open.
            ("for=\"1.1.1.1, for=198.51.100.7", Some("198.51.100.7")),
            ("for=1.1.1.1, for=_secret", None),
            ("for=1.1.1.1, proto=https", None),
        ] {
            assert_eq!(client(1, &[("forwarded", written)]).as_deref(), expected, "{written}");
        }
        assert_eq!(client(1, &[(XFF, "\", 198.51.100.7")]).as_deref(), Some("198.51.100.7"));
        let both = [("forwarded", "for=9.9.9.9"), (XFF, "198.51.100.7")];
        assert_eq!(client(1, &both).as_deref(), Some("198.51.100.7"));
        assert_eq!(client(0, &both), None);
        assert_eq!(client(1, &[]), None);
    }

    #[test]
    fn of_several_proxies_the_outermost_says_who_asks() {
        let chain = [(XFF, "9.9.9.9, 198.51.100.7:1024"), (XFF, "10.0.0.2")];
        for (proxies, expected) in [(1, "10.0.0.2"), (2, "198.51.100.7"), (3, "9.9.9.9"), (9, "9.9.9.9")] {
            assert_eq!(client(proxies, &chain).as_deref(), Some(expected), "{proxies}");
        }
        let chain = [("forwarded", "for=9.9.9.9, for=\"[2001:db8::7]:1\""), ("forwarded", "for=10.0.0.2")];
        assert_eq!(client(2, &chain).as_deref(), Some("2001:db8::7"));
    }

    #[test]
    fn proxies_are_counted_or_said_to_be_there() {
        for (text, expected) in [
            ("true", Ok(TrustedProxies::ONE)),
            ("Yes", Ok(TrustedProxies::ONE)),
            ("1", Ok(TrustedProxies::ONE)),
            ("off", Ok(TrustedProxies::NONE)),
            ("0", Ok(TrustedProxies::NONE)),
            ("3", Ok(TrustedProxies(3))),
            ("21", Err(ProxiesError)),
            ("-1", Err(ProxiesError)),
            ("10.0.0.1", Err(ProxiesError)),
            ("", Err(ProxiesError)),
        ] {
            assert_eq!(text.parse(), expected, "{text}");
        }
    }
}
