//! The project's tasks; `cargo xtask help` lists them.
//!
//! Each command sets up what it needs, reports its steps, and skips steps whose inputs have not changed. The output of a
//! child process is shown if it fails, or with `-v`; all of it is kept in `target/xtask/log`.

mod build;
mod check;
mod circles;
mod cli;
mod command;
mod context;
mod error;
mod lint;
mod package;
mod postgres;
mod process;
mod progress;
mod python;
mod stamp;
mod tally;
mod tool;

use std::process::ExitCode;

use clap::Parser as _;

use cli::{Command, Request};
use context::Context;
use error::Result;

fn main() -> ExitCode {
    match execute(Request::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn execute(request: Request) -> Result<ExitCode> {
    let context = Context::new(request.verbose)?;
    match request.command {
        Command::Run(options) => command::run::run(&context, &options),
        Command::Test(options) => Ok(command::test::test(&context, &options)),
        Command::Circles => command::circles::circles(&context),
        Command::Lint => command::lint::lint(&context),
        Command::Setup => command::setup::setup(&context),
        Command::Dist => command::dist::dist(&context),
        Command::Mutants { places } => command::mutants::mutants(&context, &places),
        Command::Screenshots => command::screenshots::screenshots(&context),
        Command::Bench { parts } => command::bench::bench(&context, &parts),
        Command::Torture(options) => command::torture::torture(&context, &options),
        Command::Fuzz(options) => command::fuzz::fuzz(&context, &options),
        Command::Schemathesis(options) => command::schemathesis::schemathesis(&context, &options),
    }
}
