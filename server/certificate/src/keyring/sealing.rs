//! The key under which secrets of people are kept in the database. It is never rotated: what it sealed would be lost.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::Path,
};

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{KeyringError, folder};
use crate::SigningKey;

/// Bytes of the key.
const LENGTH: usize = 32;
/// The name of its file.
const FILE: &str = "sealing.secret";

/// The sealing key of a folder of signing keys: 64 hex digits in a file, mode 0600. Made of `fresh`, which must be fresh
/// randomness, if it is not there; of several servers that start at once one makes it and all use it.
pub fn sealing_key(folder: &Path, fresh: &[u8; LENGTH]) -> Result<Zeroizing<[u8; LENGTH]>, KeyringError> {
    folder::prepare(folder)?;
    let path = folder.join(FILE);
    match put(folder, &path, fresh) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(KeyringError::Unwritable { path, source: error });
        }
        _ => (),
    }
    let unreadable = |source| KeyringError::Unreadable { path: path.clone(), source };
    let mode = folder::mode(&fs::metadata(&path).map_err(unreadable)?);
    if mode & 0o077 != 0 {
        return Err(KeyringError::Exposed { path, mode });
    }
    let mut text = Zeroizing::new(String::with_capacity(2 * LENGTH + 1));
    let file = File::open(&path).map_err(unreadable)?;
    file.take(2 * LENGTH as u64 + 2).read_to_string(&mut text).map_err(unreadable)?;
    let mut key = Zeroizing::new([0; LENGTH]);
    hex::decode_to_slice(text.trim_end_matches('\n'), &mut *key)
        .map_err(|_| KeyringError::Damaged { path, reason: "it is not 64 hex digits" })?;
    Ok(key)
}

/// The sealing key of an installation whose one signing key comes from the configuration.
pub fn sealing_key_of(key: &SigningKey) -> Zeroizing<[u8; LENGTH]> {
    let digest = Sha256::new_with_prefix(b"grantry sealing key\0").chain_update(key.seed().as_bytes());
    Zeroizing::new(digest.finalize().into())
}

/// Writes the file unless there is one, whole or not at all.
fn put(folder: &Path, path: &Path, fresh: &[u8; LENGTH]) -> io::Result<()> {
    if path.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let text = Zeroizing::new(format!("{}\n", hex::encode(fresh)));
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|failed| failed.error)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}
