//! Settings of the product API: its account, its signing keys, and how often products may ask.

use std::env;
use std::path::PathBuf;

use certificate::{Keyring, SigningKey, sealing_key, sealing_key_of};
use clap::Args;
use store::sealed::Sealer;

use super::Error;
use crate::product_api::{Account, Limits, ProductApi};
use crate::{clock, dice};

/// The setting of where signing keys are, as errors name it.
const FOLDER: &str = "--signing-keys (GRANTRY_SIGNING_KEYS)";
/// The variable that gives the one signing key.
const SEED: &str = "GRANTRY_SIGNING_KEY";

/// Where the signing keys are.
#[derive(Debug, Args)]
pub struct Keys {
    /// The folder of the keys that sign what products trust. It is made with a first key if it is not there.
    ///
    /// Whoever has these keys can make licenses: keep the folder to the account that Grantry runs as, and in the backup.
    /// Beside them is the key that seals people's second factors, which is never changed. Several servers share one folder,
    /// or are all given one key: `GRANTRY_SIGNING_KEY` in the environment, 64 hex digits, stands in for the folder. Without this setting it is `data/keys`, and for the demo `data/demo-keys`.
    #[arg(long = "signing-keys", env = "GRANTRY_SIGNING_KEYS", value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

impl Keys {
    /// Opens them; `otherwise` is the folder without a setting.
    pub fn open(&self, otherwise: &str) -> Result<Keyring, Error> {
        if let Some(key) = configured()? {
            return Ok(Keyring::configured(key, 0));
        }
        let folder = self.folder(otherwise);
        Keyring::open(&folder, clock::now(), &dice::roll())
            .map_err(|error| Error::setting(FOLDER, error.to_string()))
    }

    fn folder(&self, otherwise: &str) -> PathBuf {
        self.folder.clone().unwrap_or_else(|| otherwise.into())
    }

    /// The key that seals secrets of people for the database: in the folder of the signing keys, or made of the one that the
    /// environment gives. `otherwise` is the folder without a setting.
    pub fn sealer(&self, otherwise: &str) -> Result<Sealer, Error> {
        if let Some(key) = configured()? {
            return Ok(Sealer::new(*sealing_key_of(&key)));
        }
        let folder = self.folder(otherwise);
        let key = sealing_key(&folder, &dice::roll());
        Ok(Sealer::new(*key.map_err(|error| Error::setting(FOLDER, error.to_string()))?))
    }
}

/// The key that the environment gives.
fn configured() -> Result<Option<SigningKey>, Error> {
    let Some(seed) = env::var_os(SEED).filter(|seed| !seed.is_empty()) else { return Ok(None) };
    let key = seed.to_string_lossy().parse();
    key.map(Some).map_err(|error: certificate::SeedError| Error::setting(SEED, error.to_string()))
}

/// Settings of the product API.
#[derive(Debug, Args)]
pub struct Product {
    /// The account that products name in addresses: `/v1/accounts/ACCOUNT/…`. Without this setting it is `grantry`, and
    /// for the demo `demo`.
    #[arg(long, env = "GRANTRY_ACCOUNT", value_name = "ACCOUNT")]
    account: Option<Account>,
    #[command(flatten)]
    keys: Keys,
    /// How many requests of products are taken from one network address within a minute; 0 is any number.
    #[arg(
        long = "limit-by-address",
        env = "GRANTRY_LIMIT_BY_ADDRESS",
        value_name = "REQUESTS",
        default_value_t = Limits::default().address
    )]
    by_address: u32,
    /// How many are taken with one license's key.
    #[arg(
        long = "limit-by-license",
        env = "GRANTRY_LIMIT_BY_LICENSE",
        value_name = "REQUESTS",
        default_value_t = Limits::default().license
    )]
    by_license: u32,
    /// How many are taken with one API token.
    #[arg(
        long = "limit-by-token",
        env = "GRANTRY_LIMIT_BY_TOKEN",
        value_name = "REQUESTS",
        default_value_t = Limits::default().token
    )]
    by_token: u32,
}

impl Product {
    /// The product API. `account` and `folder` are what is taken without a setting.
    pub fn open(&self, account: Account, folder: &str) -> Result<ProductApi, Error> {
        let keyring = self.keys.open(folder)?;
        let limits = Limits { address: self.by_address, license: self.by_license, token: self.by_token };
        Ok(ProductApi::new(self.account.clone().unwrap_or(account), keyring, limits))
    }

    /// The key that seals secrets of people for the database. `folder` is what is taken without a setting.
    pub fn sealer(&self, folder: &str) -> Result<Sealer, Error> {
        self.keys.sealer(folder)
    }
}
