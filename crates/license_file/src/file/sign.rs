//! Makes a license or machine file.

use base64::{Engine, prelude::BASE64_STANDARD};

use super::{Algorithm, Document, Encryption, Kind, armor::Certificate, seal::seal};
use crate::SigningKey;

/// Why a document can't become a file.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The time to live is one that clients can't read: keygen-rs takes 0 for forever and has 31 bits.
    #[error("a file is valid for 1 to 2147483647 seconds, not {0}")]
    TimeToLive(u32),
    /// The document can't be written as JSON: it has an instant outside the years 0 to 9999.
    #[error("the document can't be written: {0}")]
    Document(#[from] serde_json::Error),
    /// The document is longer than AES-GCM can encrypt.
    #[error("the document is too long to encrypt")]
    TooLong,
}

/// Makes a file: encrypted, or readable for anyone if `encryption` is `None`. The same arguments give the same file.
pub fn sign_file(
    kind: Kind,
    document: &Document,
    encryption: Option<&Encryption<'_>>,
    key: &SigningKey,
) -> Result<String, SignError> {
    let ttl = document.meta.ttl;
    if ttl == 0 || i32::try_from(ttl).is_err() {
        return Err(SignError::TimeToLive(ttl));
    }
    let json = serde_json::to_vec(document)?;
    let (algorithm, enc) = match encryption {
        None => (Algorithm::Base64, BASE64_STANDARD.encode(json)),
        Some(encryption) => (Algorithm::Aes256Gcm, seal(json, encryption).ok_or(SignError::TooLong)?),
    };
    let sig = BASE64_STANDARD.encode(key.sign(format!("{}/{enc}", kind.prefix()).as_bytes()));
    Ok(Certificate { enc, sig, alg: algorithm.code().to_owned() }.render(kind)?)
}
