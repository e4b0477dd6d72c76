//! The secret in a browser's session cookie.

use sha2::{Digest, Sha256};

/// 32 random bytes that a browser keeps in its cookie; the database has only their hash.
#[derive(Clone, Copy)]
pub struct Token(pub [u8; 32]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// The hash that the database stores.
    pub(crate) fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0))
    }

    /// The session's name for people, derived so that it reveals neither the token nor its hash.
    pub(crate) fn handle(&self) -> String {
        let digest = Sha256::new_with_prefix(b"session handle\0").chain_update(self.0).finalize();
        hex::encode(&digest[..16])
    }

    /// The token as in the cookie.
    pub fn to_cookie(&self) -> String {
        hex::encode(self.0)
    }

    /// Parses a cookie; None if it is malformed.
    pub fn from_cookie(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).ok()?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

/// Derives other random bytes from those of a request, different for each purpose.
pub fn derived(random: &[u8; 32], purpose: &str) -> [u8; 32] {
    Sha256::new_with_prefix(purpose).chain_update([0]).chain_update(random).finalize().into()
}
