//! The state that requests of products share.

use std::sync::{PoisonError, RwLock};

use license_file::{Keyring, Published};

use super::account::Account;
use super::rate::{Limiter, Limits};

/// The state of the product API besides the database.
#[derive(Debug)]
pub struct ProductApi {
    account: Account,
    keyring: RwLock<Keyring>,
    limiter: Limiter,
}

impl ProductApi {
    /// An API for that account, with keys to sign with.
    pub fn new(account: Account, keyring: Keyring, limits: Limits) -> Self {
        Self { account, keyring: RwLock::new(keyring), limiter: Limiter::new(limits) }
    }

    /// The account's slug.
    pub fn account(&self) -> &str {
        self.account.as_str()
    }

    /// The counts of requests.
    pub fn limiter(&self) -> &Limiter {
        &self.limiter
    }

    /// The public keys, the one that signs first.
    pub fn published(&self) -> Vec<Published> {
        self.with_keyring(Keyring::published)
    }

    /// Takes over keys that another server or the command line has made. Returns whether another key signs now.
    pub fn reload_keys(&self) -> Result<bool, license_file::KeyringError> {
        self.keyring.write().unwrap_or_else(PoisonError::into_inner).reload()
    }

    /// Does something with the keys.
    pub fn with_keyring<T>(&self, act: impl FnOnce(&Keyring) -> T) -> T {
        act(&self.keyring.read().unwrap_or_else(PoisonError::into_inner))
    }
}
