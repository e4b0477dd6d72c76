//! `grantry user`: people.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use store::people::{self, NewUser, PredefinedRole};
use store::sign_in::second_factor;

use super::Error;
use super::password::Password;
use super::say::say;
use super::settings::{Database, NewDatabase};
use crate::clock;

/// Commands about people.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a person, who can then sign in.
    Add(Add),
    /// Set a person's password and end their sessions.
    SetPassword(SetPassword),
    /// Remove the second factor of a person who has lost it and their recovery codes.
    ///
    /// Make sure that the request comes from that person. If their organization requires a second factor, they set up another
    /// at their next sign-in.
    RemoveSecondFactor(RemoveSecondFactor),
}

/// Options of `user add`.
#[derive(Debug, Args)]
pub struct Add {
    /// The e-mail address to sign in with.
    #[arg(long)]
    email: String,
    /// The name that others see.
    #[arg(long)]
    name: String,
    /// The person's organization. Without one they see personal licenses only.
    #[arg(long, value_name = "NAME", requires = "role")]
    organization: Option<String>,
    /// The person's role there; each organization has exactly one Super Admin.
    #[arg(long, requires = "organization", value_parser = role)]
    role: Option<PredefinedRole>,
    #[command(flatten)]
    password: Password,
    #[command(flatten)]
    database: NewDatabase,
}

/// Options of `user set-password`.
#[derive(Debug, Args)]
pub struct SetPassword {
    /// The person's e-mail address.
    #[arg(long)]
    email: String,
    #[command(flatten)]
    password: Password,
    #[command(flatten)]
    database: Database,
}

/// Options of `user remove-second-factor`.
#[derive(Debug, Args)]
pub struct RemoveSecondFactor {
    /// The person's e-mail address.
    #[arg(long)]
    email: String,
    #[command(flatten)]
    database: Database,
}

/// The role with that name.
fn role(word: &str) -> Result<PredefinedRole, String> {
    let known = PredefinedRole::ALL.into_iter().find(|role| role.name() == word);
    known.ok_or_else(|| format!("the roles are {}", PredefinedRole::ALL.map(PredefinedRole::name).join(", ")))
}

impl User {
    /// Runs the command.
    pub async fn run(self) -> Result<ExitCode, Error> {
        match self {
            Self::Add(add) => add.run().await,
            Self::SetPassword(set) => set.run().await,
            Self::RemoveSecondFactor(remove) => remove.run().await,
        }
    }
}

impl Add {
    async fn run(self) -> Result<ExitCode, Error> {
        // Checked before asking for the password, so that nobody types it in vain.
        let email = people::checked_email(&self.email)?;
        people::checked_name(&self.name)?;
        let db = self.database.open().await?;
        let place = self.organization.as_deref().zip(self.role);
        if let Some((organization, role)) = place {
            people::check_joining(&db, organization, role).await?;
        }
        let known = [email.as_str(), &self.name, self.organization.as_deref().unwrap_or_default()];
        let password_hash = Some(self.password.hash(&known).await?);
        let now = clock::now();
        let new = NewUser { email: &email, name: &self.name, password_hash };
        let user = people::add_user(&db, new, now).await?;
        match place {
            Some((organization, role)) => {
                people::join_named(&db, user, organization, role, now).await?;
                say(format_args!("Added {email} to {organization} as {}.", role.label()))?;
            }
            None => say(format_args!("Added {email} without an organization."))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl SetPassword {
    async fn run(self) -> Result<ExitCode, Error> {
        let email = people::checked_email(&self.email)?;
        let db = self.database.open().await?;
        let password_hash = self.password.hash(&[&email]).await?;
        if !people::set_password(&db, &self.email, password_hash, clock::now()).await? {
            return Err(Error::NoUser(email));
        }
        say(format_args!("Set the password of {email} and ended its sessions."))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl RemoveSecondFactor {
    async fn run(self) -> Result<ExitCode, Error> {
        let email = people::checked_email(&self.email)?;
        let db = self.database.open().await?;
        if !second_factor::remove_by_operator(&db, &self.email, clock::now()).await? {
            return Err(Error::NoFactor(email));
        }
        say(format_args!("Removed the second factor of {email}."))?;
        Ok(ExitCode::SUCCESS)
    }
}
