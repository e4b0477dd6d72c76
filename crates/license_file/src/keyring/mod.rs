//! The signing keys: one signs at a time, one after the other. The next one can be published before it signs, so that
//! products learn it in time.

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

/// The key that signs, those that did before, and those published before they sign. A key signs from its own start to the
/// next one's, so by construction exactly one signs at any time.
#[derive(Debug)]
pub struct Keyring {
    current: Held,
    /// Oldest first.
    earlier: Vec<Held>,
    /// Published, to sign next. One, unless two were staged at once.
    staged: Vec<Held>,
    /// Where the keys are stored; `None` for a key from the configuration.
    folder: Option<PathBuf>,
}

/// A key with its place in the sequence.
#[derive(Debug)]
struct Held {
    /// Counts up from 1, and names the file.
    number: u32,
    /// When it started to sign; for a staged key, when it was made.
    from: i64,
    key: SigningKey,
}

/// A key as `/.well-known/license-keys.json` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Published {
    /// The key's ID: 16 hex digits.
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

/// Why the keys can't be used. No message repeats anything from a file: it may be the secret.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The folder can't be created, listed or read.
    #[error("the folder of the signing keys, {}, can't be used: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Somebody other than the owner may put keys into the folder.
    #[error("others may write to the folder of the signing keys, {}, (mode {mode:04o}); chmod 700 prevents that", path.display())]
    FolderExposed {
        /// The folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Others than the owner may read or write the key.
    #[error("others may use the signing key {} (mode {mode:04o}); chmod 600 prevents that", path.display())]
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
        /// The cause.
        source: io::Error,
    },
    /// The file is not as it was written.
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
        /// The cause.
        source: io::Error,
    },
    /// Can't rotate a key from the configuration: there is nowhere to store the next.
    #[error("the signing key comes from the configuration; keep keys in a folder to rotate them")]
    Configured,
    /// Can't rotate before the current key's start.
    #[error("the clock shows a time before the beginning of the current signing key, {}", readable(*.from))]
    ClockBehind {
        /// The start of the current key.
        from: i64,
    },
    /// Another key is staged already.
    #[error("the key {0} is already staged; `grantry keys rotate` lets it sign")]
    StagedAlready(KeyId),
    /// Another server rotated at the same moment.
    #[error("another server has just rotated the signing key; its key is the current one")]
    RotatedElsewhere,
}

impl Keyring {
    /// A keyring of one key from the configuration: not stored, and not rotatable. `from` is when it started to sign; 0 if
    /// unknown.
    pub fn configured(key: SigningKey, from: i64) -> Self {
        Self { current: Held { number: 1, from, key }, earlier: Vec::new(), staged: Vec::new(), folder: None }
    }

    /// Reads the keys of a folder, and writes nothing. Returns `None` if there is no key, or no folder.
    ///
    /// Ignores files that are not keys (`0001.key`, `0002.staged`, …). Deleting the file of a key that does not sign withdraws
    /// it.
    pub fn read(folder: &Path) -> Result<Option<Self>, KeyringError> {
        if !folder::check(folder)? {
            return Ok(None);
        }
        let (mut earlier, staged) = folder::read(folder)?;
        let current = earlier.pop();
        Ok(current.map(|current| Self { current, earlier, staged, folder: Some(folder.to_owned()) }))
    }

    /// Opens the keys of a folder. Creates a missing folder (mode 0700), and in an empty one the first key from `seed`, which
    /// signs from `now`. If several servers open an empty folder at once, one creates the key and all use it. `seed` must be fresh
    /// randomness; it is unused if there is a key.
    pub fn open(folder: &Path, now: i64, seed: &[u8; SEED]) -> Result<Self, KeyringError> {
        folder::prepare(folder)?;
        if let Some(keyring) = Self::read(folder)? {
            return Ok(keyring);
        }
        let first = Held { number: 1, from: now, key: SigningKey::from_seed(seed) };
        folder::write(folder, &first, State::Begun)?;
        // Another server may have written it.
        Self::read(folder)?.ok_or_else(|| KeyringError::Unreadable {
            path: folder.to_owned(),
            source: io::ErrorKind::NotFound.into(),
        })
    }

    /// Reads the folder again, for keys that another server made. Returns whether another key signs now. Does nothing for a key
    /// from the configuration; on an error the keyring stays as it was.
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

    /// Publishes a new key from `seed`, which must be fresh randomness. It does not sign until the next
    /// [`rotate`](Self::rotate). Returns its ID. Only one key can be staged at a time.
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

    /// Ends the current key at `now` and starts the staged one or, without one, a new one from `seed`, which must be fresh
    /// randomness. The ended key stays published. If several servers rotate at once, one succeeds; the others switch to its key
    /// and get [`KeyringError::RotatedElsewhere`].
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

    /// The number of the next key to sign.
    fn next(&self) -> u32 {
        self.current.number.saturating_add(1)
    }

    /// The key that signs now.
    pub fn current(&self) -> &SigningKey {
        &self.current.key
    }

    /// The public halves of all keys, the current one first, for [`crate::open_file`].
    pub fn public_keys(&self) -> Vec<PublicKey> {
        self.newest_first().chain(&self.staged).map(|held| held.key.public()).collect()
    }

    /// All keys in their published form: the current one first, then earlier ones, a staged one last.
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
