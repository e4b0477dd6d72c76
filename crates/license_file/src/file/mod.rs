//! License and machine files: proofs of a license for products without a network.
//!
//! A file is a certificate `{enc, sig, alg}` in base64 between two lines. `enc` is the document, in base64 or
//! encrypted; `sig` signs `license/{enc}` or `machine/{enc}`. `alg` is *not* signed: the caller who opens a file says which
//! one to expect.

mod armor;
mod error;
mod open;
mod seal;
mod sign;

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::instant;

pub use error::FileError;
pub use open::{Form, Opened, Opening, open_file};
pub use seal::{Encryption, NONCE};
pub use sign::{SignError, sign_file};

/// The subject of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A license, for any of its installations.
    License,
    /// One installation (Keygen: machine) and its license.
    Machine,
}

impl Kind {
    const ALL: [Self; 2] = [Self::License, Self::Machine];

    /// The prefix of `enc` in the signed message, so that neither kind passes for the other.
    fn prefix(self) -> &'static str {
        match self {
            Self::License => "license",
            Self::Machine => "machine",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} file", self.prefix())
    }
}

/// How a document becomes `enc`; the signature is always Ed25519.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// `base64+ed25519`: anyone can read the document.
    Base64,
    /// `aes-256-gcm+ed25519`: only somebody with the secret can.
    Aes256Gcm,
}

impl Algorithm {
    const ALL: [Self; 2] = [Self::Base64, Self::Aes256Gcm];

    /// Its name in certificates.
    pub fn code(self) -> &'static str {
        match self {
            Self::Base64 => "base64+ed25519",
            Self::Aes256Gcm => "aes-256-gcm+ed25519",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// The content of a file: a JSON:API document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The license or machine.
    pub data: Value,
    /// Related resources: for a machine at least its license, which keygen-rs requires.
    #[serde(default)]
    pub included: Vec<Value>,
    /// The file's lifetime.
    pub meta: Meta,
}

/// The lifetime of a file. Instants are milliseconds since the Unix epoch, RFC 3339 in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// When it was made.
    #[serde(with = "instant")]
    pub issued: i64,
    /// The last instant at which it opens.
    #[serde(with = "instant")]
    pub expiry: i64,
    /// The time from `issued` to `expiry`, in seconds.
    pub ttl: u32,
}

impl Meta {
    /// The lifetime of a file made at `issued` that is valid for `ttl` seconds.
    pub fn new(issued: i64, ttl: u32) -> Self {
        Self { issued, expiry: issued.saturating_add(i64::from(ttl) * 1000), ttl }
    }
}

/// The secret of a machine file: the license's key followed by the machine's fingerprint (the deployment ID). The secret of a
/// license file is the license's key alone.
pub fn machine_secret(license_key: &str, fingerprint: &str) -> Zeroizing<String> {
    let mut secret = Zeroizing::new(String::with_capacity(license_key.len() + fingerprint.len()));
    secret.push_str(license_key);
    secret.push_str(fingerprint);
    secret
}
