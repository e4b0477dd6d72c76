//! The key that seals people's secrets in the database. It is never rotated: everything it sealed would be lost.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use private::mode;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{KeyringError, folder};
use crate::SigningKey;

/// The length of the key, in bytes.
const LENGTH: usize = 32;
/// The name of its file.
const FILE: &str = "sealing.secret";

/// Reads the sealing key in a folder of signing keys: 64 hex digits in a file, mode 0600. `None` if it does not exist.
pub fn sealing_key(folder: &Path) -> Result<Option<Zeroizing<[u8; LENGTH]>>, KeyringError> {
    folder::check(folder)?;
    let path = folder.join(FILE);
    let mut file = match File::open(&path) {
        Ok(file) => file.take(2 * LENGTH as u64 + 2),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(KeyringError::Unreadable { path, source }),
    };
    let unreadable = |source| KeyringError::Unreadable { path: path.clone(), source };
    let mode = mode(&file.get_ref().metadata().map_err(unreadable)?);
    if mode & 0o077 != 0 {
        return Err(KeyringError::Exposed { path, mode });
    }
    let mut text = Zeroizing::new(String::with_capacity(2 * LENGTH + 1));
    file.read_to_string(&mut text).map_err(unreadable)?;
    let mut key = Zeroizing::new([0; LENGTH]);
    hex::decode_to_slice(text.trim_end_matches('\n'), &mut *key)
        .map_err(|_| KeyringError::Damaged { path, reason: "it is not 64 hex digits" })?;
    Ok(Some(key))
}

/// Creates the sealing key in a folder of signing keys from `fresh`, which must be fresh randomness, and returns it. If
/// several servers start at once, one creates it, and all get that one.
pub fn make_sealing_key(
    folder: &Path,
    fresh: &[u8; LENGTH],
) -> Result<Zeroizing<[u8; LENGTH]>, KeyringError> {
    folder::prepare(folder)?;
    let path = folder.join(FILE);
    let text = Zeroizing::new(format!("{}\n", hex::encode(fresh)));
    match folder::put_new(folder, &path, text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(KeyringError::Unwritable { path, source: error });
        }
        _ => (),
    }
    let missing = || KeyringError::Unreadable { path, source: io::ErrorKind::NotFound.into() };
    sealing_key(folder)?.ok_or_else(missing)
}

/// Derives the sealing key for an installation whose only signing key comes from the configuration.
pub fn sealing_key_of(key: &SigningKey) -> Zeroizing<[u8; LENGTH]> {
    let digest = Sha256::new_with_prefix(b"grantry sealing key\0").chain_update(key.seed().as_bytes());
    Zeroizing::new(digest.finalize().into())
}
