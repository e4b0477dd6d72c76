//! One Ed25519 key: the private half that signs, and the public half.

use std::{fmt, str::FromStr};

use ed25519_dalek::{Signature, Signer, VerifyingKey};
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The length of a seed, in bytes: a key needs no more randomness.
pub const SEED: usize = 32;

/// A key's ID: the first eight bytes of the SHA-256 of its public half, written as 16 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(self.0))
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The half of a key that verifies. Read and written as 64 hex digits, like keygen-rs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Its ID, from a hash of it.
    pub fn id(&self) -> KeyId {
        let digest = Sha256::digest(self.0.as_bytes());
        KeyId(std::array::from_fn(|index| digest[index]))
    }

    /// Returns whether the other half made `signature` over `message`. Strict: rejects keys and signatures of small order,
    /// which would fit more than one message.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(self.0.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PublicKey({self})")
    }
}

/// The text is not a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a public key is 64 hex digits that name a point of Ed25519")]
pub struct PublicKeyError;

impl FromStr for PublicKey {
    type Err = PublicKeyError;

    fn from_str(text: &str) -> Result<Self, PublicKeyError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| PublicKeyError)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| PublicKeyError)?;
        if key.is_weak() { Err(PublicKeyError) } else { Ok(Self(key)) }
    }
}

/// A key that signs. Its secret is wiped from memory when dropped, and is never shown or returned.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// Derives the key from a seed; the same seed gives the same key.
    pub fn from_seed(seed: &[u8; SEED]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The half that verifies.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Its ID, the same as its public half's.
    pub fn id(&self) -> KeyId {
        self.public().id()
    }

    /// The seed it was derived from, as hex: for its file alone.
    pub(crate) fn seed(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(self.0.as_bytes()))
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SigningKey({})", self.id())
    }
}

/// The text is not a seed. The error doesn't repeat it: a seed with a typo is still nearly the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the seed of a signing key is 64 hex digits")]
pub struct SeedError;

impl FromStr for SigningKey {
    type Err = SeedError;

    /// Parses a seed of 64 hex digits.
    fn from_str(text: &str) -> Result<Self, SeedError> {
        let mut seed = Zeroizing::new([0; SEED]);
        hex::decode_to_slice(text, &mut *seed).map_err(|_| SeedError)?;
        Ok(Self::from_seed(&seed))
    }
}

#[cfg(test)]
mod tests {
    use super::{PublicKey, PublicKeyError, SeedError, SigningKey};

    /// RFC 8032, section 7.1, tests 1 and 2.
    #[test]
    fn keys_are_those_of_the_standard() {
        let key: SigningKey =
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60".parse().unwrap();
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        assert_eq!(key.public().to_string(), public);
        assert!(key.public().verifies(b"", &key.sign(b"")));
        assert!(!key.public().verifies(b"else", &key.sign(b"")));
        assert_eq!(public.parse::<PublicKey>().unwrap(), key.public());

        let key: SigningKey =
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb".parse().unwrap();
        let signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        assert_eq!(hex::encode(key.sign(&[0x72])), signature);
    }

    #[test]
    fn a_key_shows_its_name_and_not_its_secret() {
        let key = SigningKey::from_seed(&[7; 32]);
        assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.id()));
        assert_eq!(key.id().to_string().len(), 16);
        assert!(!format!("{key:?}").contains("0707"));
        let nearly = "07".repeat(31) + "0x";
        assert_eq!(nearly.parse::<SigningKey>().unwrap_err(), SeedError);
        assert!(!SeedError.to_string().contains("0707"));
    }

    #[test]
    fn what_is_no_public_key_is_refused() {
        let identity = format!("01{}", "00".repeat(31));
        for text in ["", "d75a98", &"02".repeat(32), &identity] {
            assert_eq!(text.parse::<PublicKey>(), Err(PublicKeyError), "{text}");
        }
    }
}
