//! The keys that sign: one at a time, one after the other. One that is to sign next can be published before it does, so
//! that products learn it in time.

mod folder;
mod sealing;

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::Serialize;

use crate::instant::{self, readable};
use crate::key::SEED;
use crate::{KeyId, PublicKey, SigningKey};

use folder::State;

pub use sealing::{make_sealing_key, sealing_key, sealing_key_of};

/// The key that signs, those that did before, and those that are published before they sign. A key signs from its own beginning to that of the next, so that
/// exactly one signs at any time, by construction.
#[derive(Debug)]
pub struct Keyring {
    current: Held,
    /// Oldest first.
    earlier: Vec<Held>,
    /// Published, to sign next. One, but for two that were staged at once.
    staged: Vec<Held>,
    /// Where the keys are kept; `None` for a key that configuration gave.
    folder: Option<PathBuf>,
}

/// A key in its place in the row.
#[derive(Debug)]
struct Held {
    /// Counts up from 1; names the file.
    number: u32,
    /// When it began to sign; of a staged key, when it was made.
    from: i64,
    key: SigningKey,
}

/// A key as `/.well-known/license-keys.json` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Published {
    /// Names the key: 16 hex digits.
    pub key_id: KeyId,
    /// Always `ed25519`.
    pub algorithm: &'static str,
    /// The public key: 64 hex digits.
    pub public_key: String,
    /// Signs from this instant (ms since the Unix epoch; RFC 3339 in JSON) …; `None` for a key that signs nothing yet.
    #[serde(serialize_with = "instant::serialize")]
    pub from: Option<i64>,
    /// … until this one; `None` for the key that signs now, and for one that signs nothing yet. What a key signed stays
    /// valid.
    #[serde(serialize_with = "instant::serialize")]
    pub until: Option<i64>,
}

/// The keys can't be had. No sentence repeats anything that a file says: it may be the secret.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The folder can't be made, listed or looked at.
    #[error("the folder of the signing keys, {}, can't be used: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Others than the owner may put keys into the folder.
    #[error("others may write to the folder of the signing keys, {}, (mode {mode:04o}); chmod 700 ends that", path.display())]
    FolderExposed {
        /// The folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Others than the owner may read or write the key.
    #[error("others may use the signing key {} (mode {mode:04o}); chmod 600 ends that", path.display())]
    Exposed {
        /// The key's file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file can't be read.
    #[error("the signing key {} can't be read: {source}", path.display())]
    Unreadable {
        /// The key's file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is not what was written.
    #[error("the signing key {} is damaged: {reason}", path.display())]
    Damaged {
        /// The key's file.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A new key can't be written.
    #[error("the signing key {} can't be written: {source}", path.display())]
    Unwritable {
        /// The key's file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Rotation of a key that configuration gave: there is nowhere to keep the next.
    #[error("the signing key comes from the configuration; keep keys in a folder to rotate them")]
    Configured,
    /// Rotation before the current key's beginning.
    #[error("the clock stands before the beginning of the current signing key, {}", readable(*.from))]
    ClockBehind {
        /// The beginning of the current key.
        from: i64,
    },
    /// There is a staged key already.
    #[error("the key {0} is staged already; `grantry keys rotate` lets it sign")]
    StagedAlready(KeyId),
    /// Another server rotated in the same moment.
    #[error("another server has just rotated the signing key; its key is the current one")]
    RotatedElsewhere,
}

impl Keyring {
    /// A keyring of one key that configuration gives: kept nowhere, can't be rotated. `from` is when it began to
    /// sign; 0 if nobody knows.
    pub fn configured(key: SigningKey, from: i64) -> Self {
        Self { current: Held { number: 1, from, key }, earlier: Vec::new(), staged: Vec::new(), folder: None }
    }

    /// Reads the keys of a folder, and writes nothing. `None` if there is no key, or no folder.
    ///
    /// Files that are no keys (`0001.key`, `0002.staged`, …) are passed over. Deleting the file of a key that does not sign
    /// withdraws it.
    pub fn read(folder: &Path) -> Result<Option<Self>, KeyringError> {
        if !folder::check(folder)? {
            return Ok(None);
        }
        let (mut earlier, staged) = folder::read(folder)?;
        let current = earlier.pop();
        Ok(current.map(|current| Self { current, earlier, staged, folder: Some(folder.to_owned()) }))
    }

    /// Opens the keys of a folder. Makes the folder (mode 0700) if it is missing, and the first key of `seed`,
    /// beginning `now`, if it is empty. Of several servers that open an empty folder at once one makes the key and
    /// all use it. `seed` must be fresh randomness; it is not used when there is a key.
    pub fn open(folder: &Path, now: i64, seed: &[u8; SEED]) -> Result<Self, KeyringError> {
        folder::prepare(folder)?;
        if let Some(keyring) = Self::read(folder)? {
            return Ok(keyring);
        }
        let first = Held { number: 1, from: now, key: SigningKey::from_seed(seed) };
        folder::write(folder, &first, State::Begun)?;
        // It may be another server's.
        Self::read(folder)?.ok_or_else(|| KeyringError::Unreadable {
            path: folder.to_owned(),
            source: io::ErrorKind::NotFound.into(),
        })
    }

    /// Reads the folder again, for keys that another server made. Says whether another key signs now. Does nothing
    /// to a key that configuration gave; on an error the keyring stays as it was.
    pub fn reload(&mut self) -> Result<bool, KeyringError> {
        let Some(folder) = &self.folder else { return Ok(false) };
        let Some(read) = Self::read(folder)? else {
            return Err(KeyringError::Unreadable {
                path: folder.clone(),
                source: io::ErrorKind::NotFound.into(),
            });
        };
        let other = read.current.key.id() != self.current.key.id();
        *self = read;
        Ok(other)
    }

    /// Publishes a key of `seed`, which must be fresh randomness, and lets it sign nothing yet: the next
    /// [`rotate`](Self::rotate) does. Returns its ID. There is one such key at a time.
    pub fn stage(&mut self, now: i64, seed: &[u8; SEED]) -> Result<KeyId, KeyringError> {
        let Some(folder) = &self.folder else { return Err(KeyringError::Configured) };
        let next = Held { number: self.next(), from: now, key: SigningKey::from_seed(seed) };
        let id = next.key.id();
        let is_staged = self.staged.is_empty() && folder::write(folder, &next, State::Staged)?;
        self.reload()?;
        match self.staged.first() {
            _ if is_staged => Ok(id),
            Some(staged) => Err(KeyringError::StagedAlready(staged.key.id())),
            None => Err(KeyringError::RotatedElsewhere),
        }
    }

    /// Ends the current key `now` and begins the staged one or, without one, a new one of `seed`, which must be fresh
    /// randomness. The ended key stays published. Of several servers that rotate at once one succeeds; the others take
    /// over its key and get [`KeyringError::RotatedElsewhere`].
    pub fn rotate(&mut self, now: i64, seed: &[u8; SEED]) -> Result<(), KeyringError> {
        let Some(folder) = self.folder.clone() else { return Err(KeyringError::Configured) };
        if now < self.current.from {
            return Err(KeyringError::ClockBehind { from: self.current.from });
        }
        let staged = if self.staged.is_empty() { None } else { Some(self.staged.remove(0)) };
        let (staged, key) = match staged {
            Some(Held { number, key, .. }) => (Some(number), key),
            None => (None, SigningKey::from_seed(seed)),
        };
        let next = Held { number: self.next(), from: now, key };
        if !folder::write(&folder, &next, State::Begun)? {
            self.reload()?;
            return Err(KeyringError::RotatedElsewhere);
        }
        self.earlier.push(std::mem::replace(&mut self.current, next));
        if let Some(number) = staged {
            folder::remove_staged(&folder, number);
        }
        Ok(())
    }

    /// The number of the next key that begins.
    fn next(&self) -> u32 {
        self.current.number.saturating_add(1)
    }

    /// The key that signs.
    pub fn current(&self) -> &SigningKey {
        &self.current.key
    }

    /// The public halves of all keys, the current one first: what [`crate::open_file`] verifies with.
    pub fn public_keys(&self) -> Vec<PublicKey> {
        self.newest_first().chain(&self.staged).map(|held| held.key.public()).collect()
    }

    /// All keys as they are published: the current one first, those before it, a staged one last.
    pub fn published(&self) -> Vec<Published> {
        let publish = |held: &Held, from, until| Published {
            key_id: held.key.id(),
            algorithm: "ed25519",
            public_key: held.key.public().to_string(),
            from,
            until,
        };
        let mut until = None;
        let begun = self.newest_first().map(|held| publish(held, Some(held.from), until.replace(held.from)));
        let mut published: Vec<Published> = begun.collect();
        published.extend(self.staged.iter().map(|held| publish(held, None, None)));
        published
    }

    fn newest_first(&self) -> impl Iterator<Item = &Held> {
        std::iter::once(&self.current).chain(self.earlier.iter().rev())
    }
}
