//! Secrets that this server makes for a single use: links, challenges, states.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// 32 random bytes that somebody brings back; the database has only their hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret(pub [u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// One of several secrets derived from a request's random bytes; none of them reveals another.
    pub fn derived(random: &[u8; 32], label: &str) -> Self {
        Self(Sha256::new_with_prefix(label).chain_update(random).finalize().into())
    }

    /// The secret as handed out: 43 characters that fit into an address.
    pub fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Parses a secret that is brought back; None if it is malformed.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The stored hash. Secrets are looked up by it, so that guessing learns nothing from the time taken.
    pub(crate) fn hash(self) -> String {
        hex::encode(Sha256::digest(self.0))
    }
}

/// Defines a type for the [`Secret`] in one kind of link, so that links of different kinds can't be confused.
macro_rules! link_secret {
    ($(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        #[derive(Clone, Copy)]
        pub struct $name(pub [u8; 32]);

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl $name {
            /// The secret as in the link: 43 characters.
            pub fn to_text(self) -> String {
                $crate::db::secret::Secret(self.0).to_text()
            }

            /// Parses the secret from a link; None if it is malformed.
            pub fn from_text(text: &str) -> Option<Self> {
                $crate::db::secret::Secret::from_text(text).map(|secret| Self(secret.0))
            }

            fn hash(self) -> String {
                $crate::db::secret::Secret(self.0).hash()
            }
        }
    };
}

pub(crate) use link_secret;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_leads_back_to_its_secret_and_tells_nothing_else() {
        let secret = Secret::derived(&[7; 32], "one");
        assert_eq!(Secret::from_text(&secret.to_text()), Some(secret));
        assert_ne!(secret, Secret::derived(&[7; 32], "other"));
        assert_ne!(secret.hash(), secret.to_text());
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        for odd in ["", "x", &secret.to_text()[1..]] {
            assert_eq!(Secret::from_text(odd), None, "{odd}");
        }
    }
}
