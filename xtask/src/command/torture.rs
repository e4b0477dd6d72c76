//! `cargo xtask torture`: machines race for the last units of a license, servers are killed in the middle of activations, and
//! ninety days of alerts are sent for thousands of licenses, on SQLite and on PostgreSQL; SQLite's disk is full and then not.

use std::process::ExitCode;

use crate::cli;
use crate::context::Context;
use crate::error::Result;
use crate::package::{self, System};
use crate::postgres::Postgres;
use crate::process::quiet;
use crate::progress::Progress;

/// Runs server/tests/torture with the requested number of rounds, and prints what it counted.
pub fn torture(context: &Context, options: &cli::Torture) -> Result<ExitCode> {
    let progress = Progress::new(7);
    // The mail server that gets the e-mails.
    progress.step("Packages for the mail server", || package::npm(context, "end2end"))?;
    let tests = |name: &str| {
        let mut cargo = context.cargo(["test", "--package", "server", "--test", "torture"]);
        cargo.args(["--", "--nocapture", name]);
        cargo
    };
    progress.timed("Server and tests", || {
        let mut build = context.cargo(["test", "--package", "server", "--test", "torture", "--no-run"]);
        quiet(context, "torture-build", &mut build).map(|_| ((), "built".to_owned()))
    })?;
    let postgres = progress.timed("PostgreSQL for the tests", || {
        System::Postgres.provide(context)?;
        let postgres = Postgres::start(context)?;
        let told = format!("up at {}", postgres.url());
        Ok((postgres, told))
    })?;
    for (title, module, variable, rounds) in [
        ("races on each database", "race", "TORTURE_ROUNDS", options.rounds),
        ("kills on each database", "kill", "TORTURE_KILLS", options.kills),
        ("full disks, and as many that fail", "full", "TORTURE_FILLS", options.fills),
        ("licenses to alert about on each database", "mails", "TORTURE_LICENSES", options.licenses),
    ] {
        progress.timed(&format!("{rounds} {title}"), || {
            let mut cargo = tests(&format!("{module}::"));
            cargo.env("TEST_DATABASE_URL", postgres.url()).env(variable, rounds.to_string());
            let output = quiet(context, &format!("torture-{module}"), &mut cargo)?;
            let counted = output
                .lines()
                .filter(|line| line.starts_with("SQLite: ") || line.starts_with("PostgreSQL: "));
            Ok(((), format!("{};", counted.collect::<Vec<_>>().join("; "))))
        })?;
    }
    Ok(ExitCode::SUCCESS)
}
