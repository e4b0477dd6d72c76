//! Keys as files: one file per key, written once and never changed.
//!
//! A key's number is its file's name, and a new file never replaces another. So the first process to write makes the first
//! key, or the next one, and all others find it, on one machine or in a shared folder.
//!
//! `0002.key` signs, or has signed; `0002.staged` is published and does not sign yet. To let it sign, the key is written
//! again under `….key`, then the staged file is removed. A staged file of a key that signs already is ignored.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use private::{give, make_folder, mode};

use super::{Held, KeyringError};
use crate::{SigningKey, instant};

/// A size limit, in bytes, above any key's file.
const MOST: u64 = 4096;

/// A key's file: one line of JSON, exactly as [`Stored::render`] writes it.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Stored {
    algorithm: String,
    #[serde(with = "instant")]
    from: i64,
    /// 64 hex digits.
    seed: String,
    /// SHA-256 of the other fields, to detect flipped bits.
    sha256: String,
}

impl Stored {
    fn new(from: i64, seed: &str) -> Self {
        let content = Zeroizing::new(format!("ed25519\n{from}\n{seed}"));
        let sha256 = hex::encode(Sha256::digest(content.as_bytes()));
        Self { algorithm: "ed25519".to_owned(), from, seed: seed.to_owned(), sha256 }
    }

    fn render(&self) -> serde_json::Result<Zeroizing<Vec<u8>>> {
        // Room for all of it from the start: a growing buffer leaves copies behind.
        let mut text = Zeroizing::new(Vec::with_capacity(512));
        serde_json::to_writer(&mut *text, self)?;
        text.push(b'\n');
        Ok(text)
    }

    /// Accepts only the output of [`Self::new`] and [`Self::render`].
    fn parse(text: &[u8]) -> Result<(i64, SigningKey), &'static str> {
        let stored: Self = serde_json::from_slice(text).map_err(|_| "it is not the JSON of a key")?;
        let key = stored.seed.parse().map_err(|_| "its seed is not 64 hex digits")?;
        let same = Self::new(stored.from, &stored.seed).render().is_ok_and(|same| same.as_slice() == text);
        if same { Ok((stored.from, key)) } else { Err("its checksum doesn't fit") }
    }
}

/// A key's state, from its file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It signs, or has signed.
    Begun,
    /// It is published and signs nothing yet.
    Staged,
}

impl State {
    /// The extension of its file's name.
    fn ending(self) -> &'static str {
        match self {
            Self::Begun => ".key",
            Self::Staged => ".staged",
        }
    }
}

/// Makes the folder, mode 0700, unless it exists. Refuses one that others may write to.
pub(super) fn prepare(folder: &Path) -> Result<(), KeyringError> {
    make_folder(folder).map_err(|source| KeyringError::Folder { path: folder.to_owned(), source })?;
    check(folder).map(|_| ())
}

/// Returns whether the folder exists. Refuses one that others may write to.
pub(super) fn check(folder: &Path) -> Result<bool, KeyringError> {
    let mode = match fs::metadata(folder) {
        Ok(found) => mode(&found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(KeyringError::Folder { path: folder.to_owned(), source }),
    };
    if mode & 0o022 == 0 {
        Ok(true)
    } else {
        Err(KeyringError::FolderExposed { path: folder.to_owned(), mode })
    }
}

/// All keys of the folder: those that sign or have signed, oldest first, and those that are staged.
pub(super) fn read(folder: &Path) -> Result<(Vec<Held>, Vec<Held>), KeyringError> {
    let failed = |source| KeyringError::Folder { path: folder.to_owned(), source };
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        numbers.extend(name.to_str().and_then(parse_name));
    }
    numbers.sort_unstable_by_key(|(number, _)| *number);
    let (mut begun, mut staged): (Vec<Held>, Vec<Held>) = (Vec::new(), Vec::new());
    for (number, state) in numbers {
        let path = file(folder, number, state);
        let held = match read_key(path.clone(), number) {
            // Another process has just let it sign, and removed the staged file.
            Err(KeyringError::Unreadable { source, .. })
                if state == State::Staged && source.kind() == io::ErrorKind::NotFound =>
            {
                continue;
            }
            read => read?,
        };
        match state {
            State::Staged => staged.push(held),
            State::Begun if begun.last().is_some_and(|before| before.from > held.from) => {
                return Err(KeyringError::Damaged { path, reason: "it begins before the key it follows" });
            }
            State::Begun => begun.push(held),
        }
    }
    staged.retain(|staged| begun.iter().all(|begun| begun.key.id() != staged.key.id()));
    Ok((begun, staged))
}

fn read_key(path: PathBuf, number: u32) -> Result<Held, KeyringError> {
    let mut text = Zeroizing::new(Vec::with_capacity(512));
    let opened = File::open(&path).and_then(|file| Ok((mode(&file.metadata()?), file)));
    let (mode, file) = match opened {
        Ok(opened) => opened,
        Err(source) => return Err(KeyringError::Unreadable { path, source }),
    };
    if mode & 0o077 != 0 {
        return Err(KeyringError::Exposed { path, mode });
    }
    if let Err(source) = file.take(MOST).read_to_end(&mut text) {
        return Err(KeyringError::Unreadable { path, source });
    }
    match Stored::parse(&text) {
        Ok((from, key)) => Ok(Held { number, from, key }),
        Err(reason) => Err(KeyringError::Damaged { path, reason }),
    }
}

/// Writes a key under its number, whole or not at all. Returns `false` if that number is taken.
pub(super) fn write(folder: &Path, held: &Held, state: State) -> Result<bool, KeyringError> {
    let path = file(folder, held.number, state);
    let put = Stored::new(held.from, &held.key.seed()).render().map_err(io::Error::from);
    match put.and_then(|text| put_new(folder, &path, &text)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(source) => Err(KeyringError::Unwritable { path, source }),
    }
}

/// Removes the file of a staged key that now signs. If that fails, [`read`] ignores the file.
pub(super) fn remove_staged(folder: &Path, number: u32) {
    let _ = fs::remove_file(file(folder, number, State::Staged));
}

/// Writes a new file into the folder, whole or not at all, for the folder's owner alone. Fails if the path is taken.
pub(super) fn put_new(folder: &Path, path: &Path, text: &[u8]) -> io::Result<()> {
    // tempfile uses mode 0600 and, without clobbering, moves a file only to a free path.
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
    file.write_all(text)?;
    give(file.as_file(), folder)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|failed| failed.error)?;
    // The name must last as well as the content. Windows has no such call.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

fn file(folder: &Path, number: u32, state: State) -> PathBuf {
    folder.join(format!("{number:04}{}", state.ending()))
}

/// Parses the name of a key's file, such as `0001.key`; `None` for any other name.
fn parse_name(name: &str) -> Option<(u32, State)> {
    let state = [State::Begun, State::Staged].into_iter().find(|state| name.ends_with(state.ending()))?;
    let number = name.strip_suffix(state.ending())?.parse().ok()?;
    (name == format!("{number:04}{}", state.ending())).then_some((number, state))
}
