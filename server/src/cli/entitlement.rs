//! `grantry entitlement`: features that licenses allow besides the product itself.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use store::licenses::entitlement;

use super::Error;
use super::say::say;
use super::settings::Database;
use crate::clock;

/// Commands about entitlements.
#[derive(Debug, Subcommand)]
pub enum Entitlement {
    /// Create an entitlement.
    Add(Add),
    /// Grant an entitlement to a license.
    Grant(Which),
    /// Revoke an entitlement from a license.
    Revoke(Which),
}

/// Options of `entitlement add`.
#[derive(Debug, Args)]
pub struct Add {
    /// The code that products ask for, such as SIMULATION.
    #[arg(long)]
    code: String,
    /// The name that people see.
    #[arg(long)]
    name: String,
    #[command(flatten)]
    database: Database,
}

/// Options of `entitlement grant` and `entitlement revoke`.
#[derive(Debug, Args)]
pub struct Which {
    /// The entitlement's code.
    #[arg(long)]
    code: String,
    /// The license's public ID or its key.
    #[arg(long)]
    license: String,
    #[command(flatten)]
    database: Database,
}

impl Entitlement {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode, Error> {
        match self {
            Self::Add(Add { code, name, database }) => {
                entitlement::add(&database.open().await?, &code, &name, clock::now()).await?;
                say(format_args!("Added {}.", code.trim()))?;
            }
            Self::Grant(Which { code, license, database }) => {
                let is_new = entitlement::grant(&database.open().await?, &license, &code).await?;
                say(if is_new { "Granted." } else { "The license already has it." })?;
            }
            Self::Revoke(Which { code, license, database }) => {
                let was_there = entitlement::revoke(&database.open().await?, &license, &code).await?;
                say(if was_there { "Revoked." } else { "The license does not have it." })?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
