//! People's secrets as the database stores them: sealed with a key that is not in it (AES-256-GCM), so that the database alone
//! reveals none of them.

use std::fmt;
use std::sync::Arc;

use aes_gcm::{AeadInOut, Aes256Gcm, Key, KeyInit};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::{OrganizationId, UserId};
use zeroize::Zeroizing;

/// Bytes of a nonce.
const NONCE: usize = 12;
/// Bytes of the tag that proves that a ciphertext is intact.
const TAG: usize = 16;

/// The purpose under which the secret of a person's authenticator app is sealed.
pub(crate) fn app_purpose(user: UserId) -> String {
    format!("totp {user}")
}

/// The purpose under which the client secret of an organization's single sign-on is sealed.
pub(crate) fn client_secret_purpose(organization: OrganizationId) -> String {
    format!("client secret of {organization}")
}

/// Seals and opens secrets with one key.
#[derive(Clone)]
pub struct Sealer(Arc<Zeroizing<[u8; 32]>>);

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

impl Sealer {
    /// A sealer with that key.
    pub fn new(key: [u8; 32]) -> Self {
        Self(Arc::new(Zeroizing::new(key)))
    }

    /// Seals a secret for a purpose, such as a certain person's second factor; it can't be opened for another. `random` must be
    /// fresh for each secret. None for more than AES-GCM can seal, 64 GiB.
    pub fn seal(&self, secret: &[u8], purpose: &str, random: &[u8; 32]) -> Option<String> {
        let nonce: [u8; NONCE] = std::array::from_fn(|place| random[place]);
        let mut sealed = secret.to_vec();
        let tag = self
            .cipher()
            .encrypt_inout_detached(&nonce.into(), purpose.as_bytes(), sealed.as_mut_slice().into())
            .ok()?;
        Some(STANDARD.encode([&nonce[..], &sealed, &tag].concat()))
    }

    /// Opens a string sealed for that purpose; None if it was sealed for a different purpose or with a different key, or is
    /// damaged.
    pub fn open(&self, sealed: &str, purpose: &str) -> Option<Zeroizing<Vec<u8>>> {
        let sealed = STANDARD.decode(sealed).ok()?;
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
        let (text, tag) = rest.split_last_chunk::<TAG>()?;
        let mut secret = Zeroizing::new(text.to_vec());
        self.cipher()
            .decrypt_inout_detached(
                &(*nonce).into(),
                purpose.as_bytes(),
                secret.as_mut_slice().into(),
                &(*tag).into(),
            )
            .ok()?;
        Some(secret)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(<&Key<Aes256Gcm>>::from(&**self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_key_and_purpose_open_a_secret() {
        let sealer = Sealer::new([1; 32]);
        let text = sealer.seal(b"secret", "totp 7", &[2; 32]).unwrap();
        assert_eq!(sealer.open(&text, "totp 7").unwrap().as_slice(), b"secret");
        assert!(sealer.open(&text, "totp 8").is_none());
        assert!(Sealer::new([2; 32]).open(&text, "totp 7").is_none());
        for damaged in ["", "AAAA", "!", &text[..text.len() - 4]] {
            assert!(sealer.open(damaged, "totp 7").is_none(), "{damaged}");
        }
        assert!(!format!("{sealer:?}").contains('1'));
    }
}
