//! `grantry domain`: mail domains.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use store::db::secret::Secret;
use store::organizations::mail_domains;

use super::Error;
use super::say::say;
use super::settings::Database;
use crate::{clock, dice};

/// Commands about mail domains.
#[derive(Debug, Subcommand)]
pub enum Domain {
    /// Verify a mail domain for an organization without checking its DNS records.
    ///
    /// People with an address in it may sign up and ask to join, and sign in by the organization's single sign-on.
    Verify(Verify),
}

/// Options of `domain verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The organization.
    #[arg(long, value_name = "NAME")]
    organization: String,
    /// The domain: the part of people's addresses after the @.
    #[arg(long)]
    domain: String,
    #[command(flatten)]
    database: Database,
}

impl Domain {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode, Error> {
        let Self::Verify(verify) = self;
        let db = verify.database.open().await?;
        let proof = Secret(dice::roll());
        let organization = verify.organization.trim();
        let domain =
            mail_domains::verify_by_operator(&db, organization, &verify.domain, proof, clock::now()).await?;
        say(format_args!("{domain} is verified for {organization}."))?;
        Ok(ExitCode::SUCCESS)
    }
}
