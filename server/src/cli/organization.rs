//! `grantry organization`: organizations.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use model::OrganizationKind;
use store::people::{self, AddError};

use super::Error;
use super::say::say;
use super::settings::NewDatabase;
use crate::clock;

/// Commands about organizations.
#[derive(Debug, Subcommand)]
pub enum Organization {
    /// Add an organization with its predefined roles.
    Add(Add),
}

/// Options of `organization add`.
#[derive(Debug, Args)]
pub struct Add {
    /// Its name, which must be unique.
    #[arg(long)]
    name: String,
    /// Its kind: vendor (who runs the portal), distributor, reseller or customer.
    #[arg(long, value_parser = kind)]
    kind: OrganizationKind,
    /// The organization of which it is a sub-organization.
    #[arg(long, value_name = "NAME")]
    parent: Option<String>,
    #[command(flatten)]
    database: NewDatabase,
}

/// The kind with that name.
fn kind(word: &str) -> Result<OrganizationKind, String> {
    let kinds = OrganizationKind::ALL.map(OrganizationKind::name).join(", ");
    OrganizationKind::from_name(word).ok_or_else(|| format!("the kinds are {kinds}"))
}

impl Organization {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode, Error> {
        let Self::Add(add) = self;
        let db = add.database.open().await?;
        let parent = match add.parent {
            None => None,
            Some(name) => match people::find_organization(&db, &name).await? {
                Some(id) => Some(id),
                None => return Err(AddError::NoOrganization(name).into()),
            },
        };
        people::add_organization(&db, &add.name, add.kind, parent, clock::now()).await?;
        say(format_args!("Added {}.", add.name.trim()))?;
        Ok(ExitCode::SUCCESS)
    }
}
