//! The keys that a server starts with, from a folder or from the configuration, checked against the database's records.

use std::env;
use std::path::{Path, PathBuf};

use clap::Args;
use license_file::{
    Keyring, KeyringError, Published, SigningKey, make_sealing_key, sealing_key, sealing_key_of,
};
use store::Db;
use store::db::keys::{self, KeysError};
use store::db::sealed::Sealer;

use super::Error;
use super::say::note;
use crate::{clock, dice};

/// The setting for the folder of signing keys, as errors name it.
const FOLDER: &str = "--signing-keys (GRANTRY_SIGNING_KEYS)";
/// The variable that holds the only signing key.
const SEED: &str = "GRANTRY_SIGNING_KEY";
/// The command that continues without lost keys, as errors name it.
const FORGET: &str = "`grantry keys forget-missing`";

/// Where the signing keys are.
#[derive(Debug, Args)]
pub struct KeySource {
    /// The folder of the signing keys that products trust. `grantry serve` creates it, with a first key, for a new database.
    ///
    /// Anyone who has these keys can create licenses: keep the folder readable for Grantry's account only, and back it up. It
    /// also holds the key that seals people's second factors, which never changes. The database records which keys exist, and no
    /// server starts if one of them is missing. Several servers share one folder, or all get the same key: `GRANTRY_SIGNING_KEY`
    /// in the environment, 64 hex digits, replaces the folder. Without this setting the folder is `data/keys`, and for the demo
    /// `data/demo-keys`.
    #[arg(long = "signing-keys", env = "GRANTRY_SIGNING_KEYS", value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

impl KeySource {
    /// Opens the keys of an installation for a server. Creates them, and says so, if the database records none. Fails if they
    /// are not the recorded ones. `otherwise` is the folder without a setting.
    pub async fn open(&self, db: &Db, otherwise: &str) -> Result<(Keyring, Sealer), Error> {
        let (keyring, sealer) = if let Some(key) = configured()? {
            let sealer = Sealer::new(*sealing_key_of(&key));
            (Keyring::configured(key, 0), sealer)
        } else {
            let folder = self.folder(otherwise);
            (signing_of(&folder, db).await?, sealer_of(&folder, db).await?)
        };
        let checked = keys::check_signing(db, &ids(&keyring.published()), clock::now()).await;
        checked.map_err(|error| self.problem(error, otherwise))?;
        let checked = keys::check_sealing(db, &sealer, &dice::roll()).await;
        checked.map_err(|error| self.problem(error, otherwise))?;
        Ok((keyring, sealer))
    }

    /// Reads the keys for a command, and writes nothing. Fails if there are none.
    pub fn read(&self) -> Result<Keyring, Error> {
        if let Some(key) = configured()? {
            return Ok(Keyring::configured(key, 0));
        }
        let folder = self.folder("data/keys");
        let problem = || {
            let folder = folder.display();
            Error::setting(
                FOLDER,
                format!("there are no keys in {folder}; `grantry serve` creates the first"),
            )
        };
        Keyring::read(&folder).map_err(in_folder)?.ok_or_else(problem)
    }

    /// Continues without lost keys: the database forgets missing signing keys, and takes the current sealing key or, without
    /// one, a new one. Returns the IDs of the forgotten keys, and whether the sealing key has changed.
    pub async fn forget_missing(&self, db: &Db) -> Result<(Vec<String>, bool), Error> {
        let (keyring, sealer) = if let Some(key) = configured()? {
            let sealer = Sealer::new(*sealing_key_of(&key));
            (Some(Keyring::configured(key, 0)), sealer)
        } else {
            let folder = self.folder("data/keys");
            let key = match sealing_key(&folder).map_err(in_folder)? {
                Some(key) => key,
                None => make_sealing_key(&folder, &dice::roll()).map_err(in_folder)?,
            };
            (Keyring::read(&folder).map_err(in_folder)?, Sealer::new(*key))
        };
        let there = keyring.map(|keyring| ids(&keyring.published())).unwrap_or_default();
        let forgotten = keys::forget_missing(db, &there).await?;
        let is_other = match keys::check_sealing(db, &sealer, &dice::roll()).await {
            Err(KeysError::OtherSealing) => {
                let replaced = keys::replace_sealing(db, &sealer, &dice::roll()).await;
                replaced.map_err(|error| self.problem(error, "data/keys"))?;
                true
            }
            checked => {
                checked.map_err(|error| self.problem(error, "data/keys"))?;
                false
            }
        };
        Ok((forgotten, is_other))
    }

    fn folder(&self, otherwise: &str) -> PathBuf {
        self.folder.clone().unwrap_or_else(|| otherwise.into())
    }

    /// Says how to mend keys that don't fit the database.
    fn problem(&self, error: KeysError, otherwise: &str) -> Error {
        let is_configured = env::var_os(SEED).is_some_and(|seed| !seed.is_empty());
        let (name, place) = if is_configured {
            (SEED, "the key that it was before".to_owned())
        } else {
            (
                FOLDER,
                format!("{} from its backup, or name the right folder", self.folder(otherwise).display()),
            )
        };
        match error {
            KeysError::Database(error) => error.into(),
            KeysError::OtherSealing if is_configured => Error::setting(
                name,
                format!(
                    "{error}, so no second factor and no client secret of single sign-on can be decrypted: restore {place}. If \
                     the keys were in a folder before, unset {SEED} and name that folder, with its \
                     sealing.secret, by {FOLDER}. If the key is lost, {FORGET} continues without it"
                ),
            ),
            error @ KeysError::Missing(_) => Error::setting(
                name,
                format!(
                    "{error}. Products reject anything signed with other keys: restore {place}. If the keys are lost or were \
                     withdrawn, {FORGET} continues without them"
                ),
            ),
            error => Error::setting(
                name,
                format!(
                    "{error}, so no second factor and no client secret of single sign-on can be decrypted: restore {place}. If \
                     the key is lost, {FORGET} continues without it"
                ),
            ),
        }
    }
}

/// The signing keys of a folder. Creates the first one if the database records none.
async fn signing_of(folder: &Path, db: &Db) -> Result<Keyring, Error> {
    if let Some(keyring) = Keyring::read(folder).map_err(in_folder)? {
        return Ok(keyring);
    }
    let known = keys::known(db).await?;
    if !known.is_empty() {
        let problem = format!(
            "{} has no signing key, but the database knows {}. Products reject anything signed with other keys: restore the folder \
             from its backup, or name the right one. If the keys are lost, {FORGET} continues without them",
            folder.display(),
            known.join(", ")
        );
        return Err(Error::setting(FOLDER, problem));
    }
    let keyring = Keyring::open(folder, clock::now(), &dice::roll()).map_err(in_folder)?;
    note(format_args!(
        "Created the first signing key in {}. Include that folder in your backups.",
        folder.display()
    ));
    Ok(keyring)
}

/// The sealer with the key of a folder. Creates the key if nothing is sealed yet.
async fn sealer_of(folder: &Path, db: &Db) -> Result<Sealer, Error> {
    if let Some(key) = sealing_key(folder).map_err(in_folder)? {
        return Ok(Sealer::new(*key));
    }
    if keys::has_sealed(db).await? {
        let problem = format!(
            "{} has no sealing.secret, without which no second factor can be decrypted: restore that file from the \
             backup of the folder. If it is lost, {FORGET} continues without it",
            folder.display()
        );
        return Err(Error::setting(FOLDER, problem));
    }
    Ok(Sealer::new(*make_sealing_key(folder, &dice::roll()).map_err(in_folder)?))
}

/// The IDs of keys, in the database's form.
pub fn ids(keys: &[Published]) -> Vec<String> {
    keys.iter().map(|key| key.key_id.to_string()).collect()
}

fn in_folder(error: KeyringError) -> Error {
    Error::setting(FOLDER, error.to_string())
}

/// The key from the environment, if it is set.
fn configured() -> Result<Option<SigningKey>, Error> {
    let Some(seed) = env::var_os(SEED).filter(|seed| !seed.is_empty()) else { return Ok(None) };
    let key = seed.to_string_lossy().parse();
    key.map(Some).map_err(|error: license_file::SeedError| Error::setting(SEED, error.to_string()))
}
