//! The owner of passkeys: the portal, by the name that browsers know.

use std::fmt;

use model::UserId;
use sha2::{Digest as _, Sha256};
use url::{Host, Url};
use webauthn_rs::prelude::{Uuid, Webauthn, WebauthnBuilder};

use super::PasskeyError;

/// The portal as authenticators see it.
#[derive(Clone)]
pub struct RelyingParty(pub(super) Webauthn);

impl fmt::Debug for RelyingParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RelyingParty")
    }
}

impl RelyingParty {
    /// The portal at that address. An address of this machine becomes `localhost`, because passkeys belong to a name; with any
    /// other IP address there are no passkeys.
    pub fn at(site: &str) -> Result<Self, PasskeyError> {
        let mut origin = Url::parse(site).map_err(|_| PasskeyError::NoName)?;
        let is_loopback = match origin.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            _ => false,
        };
        if is_loopback {
            origin.set_host(Some("localhost")).map_err(|_| PasskeyError::NoName)?;
        }
        let Some(Host::Domain(name)) = origin.host() else { return Err(PasskeyError::NoName) };
        let name = name.to_owned();
        let built =
            WebauthnBuilder::new(&name, &origin).and_then(|builder| builder.rp_name("Grantry").build());
        built.map(Self).map_err(|_| PasskeyError::NoName)
    }
}

/// The ID that authenticators have for a person: it reveals nothing about them (W3C Web Authentication, 14.6.1).
pub(super) fn handle(user: UserId) -> Uuid {
    let digest = Sha256::new_with_prefix("passkeys of ").chain_update(user.to_be_bytes()).finalize();
    Uuid::from_bytes(std::array::from_fn(|place| digest[place]))
}
