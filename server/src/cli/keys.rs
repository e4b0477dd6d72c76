//! `grantry keys`: the signing keys that products trust.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use license_file::{Keyring, Published};

use super::Error;
use super::key_source::KeySource;
use super::say::say;
use super::settings::Database;
use crate::{clock, dice};

/// Commands about signing keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// List the public keys, the one that signs first.
    List(KeySource),
    /// Publish a key that does not sign yet, so that products can ship it before it does.
    ///
    /// Running servers that share the folder publish it within seconds. `grantry keys rotate` lets it sign.
    Add(KeySource),
    /// Let the added key sign from now on, or a new one if none was added. The old one stays published, and its signatures stay
    /// valid.
    ///
    /// Running servers that share the folder switch to it within seconds. Products that don't know the key reject its
    /// signatures: add it, ship it, and then rotate.
    Rotate(KeySource),
    /// Continue without keys that are lost or were withdrawn: the database forgets them.
    ///
    /// Restore them from a backup if you can. A lost key's signatures stay valid, but products that know no other key reject
    /// everything signed from now on. Without the key that sealed them, authenticator apps and the client secrets of single
    /// sign-on are lost: recovery codes and passkeys still work, and `grantry user remove-second-factor` helps the others.
    ForgetMissing(ForgetMissing),
}

/// Options of `keys forget-missing`.
#[derive(Debug, Args)]
pub struct ForgetMissing {
    #[command(flatten)]
    keys: KeySource,
    #[command(flatten)]
    database: Database,
}

impl Keys {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode, Error> {
        match self {
            Self::List(folder) => list(&folder.read()?)?,
            Self::Add(folder) => {
                let mut keyring = folder.read()?;
                keyring.stage(clock::now(), &dice::roll())?;
                list(&keyring)?;
            }
            Self::Rotate(folder) => {
                let mut keyring = folder.read()?;
                keyring.rotate(clock::now(), &dice::roll())?;
                list(&keyring)?;
            }
            Self::ForgetMissing(ForgetMissing { keys, database }) => {
                let (forgotten, is_other) = keys.forget_missing(&database.open().await?).await?;
                for id in &forgotten {
                    say(format_args!("Forgot the signing key {id}."))?;
                }
                if is_other {
                    say("Secrets are now encrypted with a different key. Those encrypted before are lost.")?;
                }
                if forgotten.is_empty() && !is_other {
                    say("No key is missing.")?;
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn list(keyring: &Keyring) -> Result<(), Error> {
    for Published { key_id, algorithm, public_key, from, until } in keyring.published() {
        let state = match (from, until) {
            (None, _) => "staged",
            (Some(_), None) => "signs",
            (Some(_), Some(_)) => "signed",
        };
        say(format_args!("{key_id}  {algorithm}  {public_key}  {state}"))?;
    }
    Ok(())
}
