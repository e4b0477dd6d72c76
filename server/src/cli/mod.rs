//! The command line.

mod backup;
mod demo;
mod domain;
mod entitlement;
mod environment;
mod error;
mod import;
mod key_source;
mod keys;
mod mail;
mod organization;
mod password;
mod product_api;
mod say;
mod serve;
mod settings;
mod user;
mod verify_events;

use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory as _, Parser, Subcommand};

pub use error::Error;

/// At the end, the process waits this long for blocking work.
const LAST_WORK: Duration = Duration::from_secs(2);

/// A license portal: who owns which licenses, how much of them is used, and when they expire.
///
/// `grantry demo` shows it with made-up data. To run it for real: `grantry serve`, and open the link that it prints.
#[derive(Debug, Parser)]
#[command(name = "grantry", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the portal.
    Serve(serve::Serve),
    /// Serve a portal with made-up data, on this machine only.
    Demo(demo::Demo),
    /// Import licenses, organizations or deployments from a CSV or XLSX file.
    ///
    /// Headings say what a column holds; --map and --set help where they don't. The file is imported whole or, if a row is
    /// refused, not at all. Importing the same file again changes nothing.
    Import(Box<import::Import>),
    /// Add people and set their passwords.
    #[command(subcommand)]
    User(user::User),
    /// Add organizations.
    #[command(subcommand)]
    Organization(organization::Organization),
    /// Verify mail domains of organizations.
    #[command(subcommand)]
    Domain(domain::Domain),
    /// Create entitlements, and grant them to licenses.
    #[command(subcommand)]
    Entitlement(entitlement::Entitlement),
    /// List, add and rotate the signing keys that products trust.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Copy a SQLite database into a file while servers use it.
    ///
    /// The copy is of one moment, and is checked. Restore it by putting it where the database was while no server runs.
    Backup(backup::Backup),
    /// Check that no event was altered, deleted or added.
    ///
    /// Reports each such event by its number. Store the printed head elsewhere, and pass it to the next run: anyone who can
    /// write to the database could rebuild the whole chain, but not one that contains that head.
    VerifyEvents(verify_events::VerifyEvents),
}

/// Runs the command that was typed.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    for sentence in environment::unknown(&Cli::command(), std::env::vars_os().map(|(name, _)| name)) {
        say::note(format_args!("grantry: {sentence}"));
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&Error::Io { what: "starting the runtime", source: error }),
    };
    let code = runtime.block_on(run(cli.command));
    // Blocking work, such as compressing an export whose reader has gone, does not hold up the end.
    runtime.shutdown_timeout(LAST_WORK);
    code.unwrap_or_else(|error| fail(&error))
}

async fn run(command: Command) -> Result<ExitCode, Error> {
    match command {
        Command::Serve(serve) => serve.run().await,
        Command::Demo(demo) => demo.run().await,
        Command::Import(import) => import.run().await,
        Command::User(user) => user.run().await,
        Command::Organization(organization) => organization.run().await,
        Command::Domain(domain) => domain.run().await,
        Command::Entitlement(entitlement) => entitlement.run().await,
        Command::Keys(keys) => keys.run().await,
        Command::Backup(backup) => backup.run().await,
        Command::VerifyEvents(verify) => verify.run().await,
    }
}

fn fail(error: &Error) -> ExitCode {
    say::note(format_args!("grantry: {error}"));
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
