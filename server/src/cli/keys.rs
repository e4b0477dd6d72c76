//! `grantry keys`: the keys that sign what products trust.

use std::process::ExitCode;

use certificate::Published;
use clap::Subcommand;

use super::Error;
use super::product_api::Keys as Folder;
use super::say::say;
use crate::{clock, dice};

/// Commands about signing keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// List the public keys, the one that signs first.
    List(Folder),
    /// Let a new key sign from now on. The old one stays published, and what it signed stays valid.
    ///
    /// Running servers that share the folder take it over within seconds. Products that check answers against one key
    /// must learn the new one.
    Rotate(Folder),
}

impl Keys {
    /// Does it.
    pub fn run(self) -> Result<ExitCode, Error> {
        let keyring = match self {
            Self::List(folder) => folder.open("data/keys")?,
            Self::Rotate(folder) => {
                let mut keyring = folder.open("data/keys")?;
                keyring.rotate(clock::now(), &dice::roll())?;
                keyring
            }
        };
        for Published { key_id, algorithm, public_key, until, .. } in keyring.published() {
            let state = if until.is_none() { "signs" } else { "signed" };
            say(format_args!("{key_id}  {algorithm}  {public_key}  {state}"))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
