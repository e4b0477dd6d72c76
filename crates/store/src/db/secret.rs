//! Secrets that this server makes for one use: links, challenges, states.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// 32 random bytes that somebody brings back; the database has their hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret(pub [u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// One of several that come of a request's random bytes: who knows one learns nothing of the others.
    pub fn derived(random: &[u8; 32], label: &str) -> Self {
        Self(Sha256::new_with_prefix(label).chain_update(random).finalize().into())
    }

    /// As it is handed out: 43 signs that fit into an address.
    pub fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// From what is brought back; none when it can't be one.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// What the database keeps. It is looked up by this hash: whoever guesses learns nothing from how long that takes.
    pub(crate) fn hash(self) -> String {
        hex::encode(Sha256::digest(self.0))
    }
}

/// Makes a type of its own for the [`Secret`] in one kind of link, so that none is taken for another.
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
            /// As it stands in the link: 43 signs.
            pub fn to_text(self) -> String {
                $crate::db::secret::Secret(self.0).to_text()
            }

            /// From the link; none when it can't be one.
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
