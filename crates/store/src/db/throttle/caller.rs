//! The origin of a request.

use std::net::Ipv6Addr;

use crate::db::secret::Secret;

/// What is known about somebody before they have signed in.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The network address; for IPv6 its /64, such as `2001:db8:1:2::/64`.
    pub network_address: String,
    /// The secret in the cookie that a browser gets when somebody signs in.
    pub device: Option<Secret>,
}

impl From<&str> for Caller {
    fn from(network_address: &str) -> Self {
        Self { network_address: network_address.to_owned(), device: None }
    }
}

/// A network that attempts are counted by, with its limit as a multiple of a single address's.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Network {
    pub(crate) name: String,
    pub(crate) times: i32,
}

/// The networks around an address, the smallest first. A customer of an IPv6 provider has 256 or 65,536 networks of size /64,
/// so the surrounding /56 and /48 are counted too.
pub(crate) fn networks(network_address: &str) -> Vec<Network> {
    let around = |address: Ipv6Addr, length: u32, times| {
        let kept = Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - length)));
        Network { name: format!("{kept}/{length}"), times }
    };
    let mut all = vec![Network { name: network_address.to_owned(), times: 1 }];
    if let Some(Ok(address)) = network_address.strip_suffix("/64").map(str::parse) {
        all.extend([around(address, 56, 2), around(address, 48, 4)]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_address_is_counted_by_three_networks() {
        let names = |address| networks(address).into_iter().map(|it| (it.name, it.times)).collect::<Vec<_>>();
        let expected = [("2001:db8:1:1234::/64", 1), ("2001:db8:1:1200::/56", 2), ("2001:db8:1::/48", 4)];
        assert_eq!(names("2001:db8:1:1234::/64"), expected.map(|(name, times)| (name.to_owned(), times)));
        for one in ["192.0.2.1", "unknown", "nonsense/64"] {
            assert_eq!(names(one), [(one.to_owned(), 1)]);
        }
    }
}
