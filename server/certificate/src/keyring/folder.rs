//! Keys as files: one file a key, written once and never changed.
//!
//! A key's number is its file's name, and a file is put in place only where none is. So whoever comes first makes
//! the first key, or the next, and everybody else finds it, on one machine or on a folder that several share.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{Held, KeyringError};
use crate::{SigningKey, instant};

/// More than any key's file has.
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
    /// SHA-256 of the other fields, against bits that fell over.
    sha256: String,
}

impl Stored {
    fn new(from: i64, seed: &str) -> Self {
        let content = Zeroizing::new(format!("ed25519\n{from}\n{seed}"));
        let sha256 = hex::encode(Sha256::digest(content.as_bytes()));
        Self { algorithm: "ed25519".to_owned(), from, seed: seed.to_owned(), sha256 }
    }

    fn render(&self) -> serde_json::Result<Zeroizing<Vec<u8>>> {
        // Room for all of it from the start: a buffer that grows leaves copies behind.
        let mut text = Zeroizing::new(Vec::with_capacity(512));
        serde_json::to_writer(&mut *text, self)?;
        text.push(b'\n');
        Ok(text)
    }

    /// Accepts only what [`Self::new`] and [`Self::render`] make.
    fn parse(text: &[u8]) -> Result<(i64, SigningKey), &'static str> {
        let stored: Self = serde_json::from_slice(text).map_err(|_| "it is not the JSON of a key")?;
        let key = stored.seed.parse().map_err(|_| "its seed is not 64 hex digits")?;
        let same = Self::new(stored.from, &stored.seed).render().is_ok_and(|same| same.as_slice() == text);
        if same { Ok((stored.from, key)) } else { Err("its checksum doesn't fit") }
    }
}

/// Makes the folder, mode 0700, unless it is there; refuses one that others may write to.
pub(super) fn prepare(folder: &Path) -> Result<(), KeyringError> {
    let failed = |source| KeyringError::Folder { path: folder.to_owned(), source };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(failed)?;
    let mode = mode(&fs::metadata(folder).map_err(failed)?);
    if mode & 0o022 == 0 {
        Ok(())
    } else {
        Err(KeyringError::FolderExposed { path: folder.to_owned(), mode })
    }
}

/// All keys of the folder, oldest first.
pub(super) fn read(folder: &Path) -> Result<Vec<Held>, KeyringError> {
    let failed = |source| KeyringError::Folder { path: folder.to_owned(), source };
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        numbers.extend(name.to_str().and_then(number));
    }
    numbers.sort_unstable();
    let mut keys: Vec<Held> = Vec::with_capacity(numbers.len());
    for number in numbers {
        let held = read_key(file(folder, number), number)?;
        if keys.last().is_some_and(|before| before.from > held.from) {
            return Err(KeyringError::Damaged {
                path: file(folder, number),
                reason: "it begins before the key it follows",
            });
        }
        keys.push(held);
    }
    Ok(keys)
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

/// Writes a key under its number, whole or not at all, mode 0600. `false` if there is one already.
pub(super) fn write(folder: &Path, held: &Held) -> Result<bool, KeyringError> {
    let path = file(folder, held.number);
    match put(folder, &path, held) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(source) => Err(KeyringError::Unwritable { path, source }),
    }
}

fn put(folder: &Path, path: &Path, held: &Held) -> io::Result<()> {
    let text = Stored::new(held.from, &held.key.seed()).render()?;
    // tempfile makes its files with mode 0600 and, without clobbering, moves them only to where nothing is.
    let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
    file.write_all(&text)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|failed| failed.error)?;
    // The name must last as well as the content; Windows has no such call.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

fn file(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("{number:04}.key"))
}

/// The number of a key's file, `0001.key`; `None` for any other name.
fn number(name: &str) -> Option<u32> {
    let number = name.strip_suffix(".key")?.parse().ok()?;
    (name == format!("{number:04}.key")).then_some(number)
}

/// Permission bits. Windows has none: there, a key is as safe as its folder.
pub(super) fn mode(metadata: &fs::Metadata) -> u32 {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::mode(metadata) & 0o7777;
    #[cfg(not(unix))]
    {
        let _ = metadata;
        0
    }
}
