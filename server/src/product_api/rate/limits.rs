//! How often products may ask.

/// How many requests are taken within a minute; 0 is any number.
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
    /// An office of a thousand installations behind one address, and a license of a hundred thousand that ping every
    /// ten minutes, stay below.
    fn default() -> Self {
        Self { address: 3_000, license: 12_000, token: 6_000 }
    }
}
