//! Encrypts a document with AES-256-GCM under the SHA-256 of a secret, written as
//! `base64(ciphertext).base64(nonce).base64(tag)`.

use std::fmt;

use aes_gcm::{AeadInOut, Aes256Gcm, Key, KeyInit};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The length of a nonce, in bytes.
pub const NONCE: usize = 12;

/// The length of the tag that authenticates a ciphertext, in bytes.
const TAG: usize = 16;

/// The inputs for encrypting a file.
#[derive(Clone, Copy)]
pub struct Encryption<'a> {
    /// A license's key, or [`crate::machine_secret`].
    pub secret: &'a str,
    /// Fresh randomness for each file: using one nonce twice with the same secret reveals both documents.
    pub nonce: [u8; NONCE],
}

impl fmt::Debug for Encryption<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Encryption").finish_non_exhaustive()
    }
}

/// Why a string can't be decrypted.
#[derive(Debug, PartialEq)]
pub(super) enum UnsealError {
    /// Not in the form that [`seal`] writes.
    Malformed,
    /// The tag doesn't fit: another secret, or another ciphertext.
    WrongSecret,
}

/// Encrypts a document. Returns `None` if it is longer than AES-GCM allows, 64 GiB.
pub(super) fn seal(mut document: Vec<u8>, encryption: &Encryption<'_>) -> Option<String> {
    let cipher = cipher(encryption.secret);
    let tag =
        cipher.encrypt_inout_detached(&encryption.nonce.into(), b"", document.as_mut_slice().into()).ok()?;
    let [text, nonce, tag] =
        [&document[..], &encryption.nonce, &tag].map(|part| BASE64_STANDARD.encode(part));
    Some(format!("{text}.{nonce}.{tag}"))
}

pub(super) fn unseal(text: &str, secret: &str) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
    let mut parts = text.split('.').map(|part| BASE64_STANDARD.decode(part));
    let (Some(Ok(document)), Some(Ok(nonce)), Some(Ok(tag)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(UnsealError::Malformed);
    };
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| UnsealError::Malformed)?;
    let tag: [u8; TAG] = tag.try_into().map_err(|_| UnsealError::Malformed)?;
    let mut document = Zeroizing::new(document);
    cipher(secret)
        .decrypt_inout_detached(&nonce.into(), b"", document.as_mut_slice().into(), &tag.into())
        .map_err(|_| UnsealError::WrongSecret)?;
    Ok(document)
}

fn cipher(secret: &str) -> Aes256Gcm {
    let key = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(secret)));
    Aes256Gcm::new(<&Key<Aes256Gcm>>::from(&*key))
}

#[cfg(test)]
mod tests {
    use super::{Encryption, UnsealError, seal, unseal};

    #[test]
    fn only_the_secret_opens_what_it_sealed() {
        let sealed = seal(b"document".to_vec(), &Encryption { secret: "secret", nonce: [1; 12] }).unwrap();
        assert_eq!(unseal(&sealed, "secret").unwrap().as_slice(), b"document");
        assert_eq!(unseal(&sealed, "Secret"), Err(UnsealError::WrongSecret));
        let parts: Vec<&str> = sealed.split('.').collect();
        let (text, nonce, tag) = (parts[0], parts[1], parts[2]);
        for malformed in [
            String::new(),
            text.to_owned(),
            format!("{text}.{nonce}"),
            format!("{sealed}."),
            format!("{text}.{tag}.{tag}"),
            format!("{text}.{nonce}.{nonce}"),
            format!("{text}!.{nonce}.{tag}"),
        ] {
            assert_eq!(unseal(&malformed, "secret"), Err(UnsealError::Malformed), "{malformed}");
        }
    }

    #[test]
    fn the_secret_is_not_shown() {
        let encryption = Encryption { secret: "KEY-1", nonce: [1; 12] };
        assert!(!format!("{encryption:?}").contains("KEY"));
    }
}
