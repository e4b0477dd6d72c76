//! The rate limits of products.

/// How many requests are allowed per minute; 0 for no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From one network address.
    pub address: u32,
    /// With one license's key.
    pub license: u32,
    /// With one API token.
    pub token: u32,
}

impl Default for Limits {
    /// Enough for an office of a thousand installations behind one address, and for a license of a hundred thousand that ping
    /// every ten minutes.
    fn default() -> Self {
        Self { address: 3_000, license: 12_000, token: 6_000 }
    }
}
