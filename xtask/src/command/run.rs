//! `cargo xtask run`: builds the portal and serves it.

use std::process::ExitCode;

use crate::build::{self, BUILD_STEPS, BrowserSide, Server};
use crate::cli;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::progress::{Progress, now, seconds};

/// The default address of the portal, for this machine only; passing `--listen` overrides it.
const LISTEN: &str = "127.0.0.1:3000";

/// Builds what has changed, then becomes the server: that gets Ctrl-C and sets the exit code.
pub fn run(context: &Context, options: &cli::Run) -> Result<ExitCode> {
    let begun = now();
    let side = if options.dev { BrowserSide::Quick } else { BrowserSide::Local };
    build::build(context, &Progress::new(BUILD_STEPS), side, Server::Debug)?;
    println!("Ready in {}. Ctrl-C ends the server.\n", seconds(begun.elapsed()));

    let mut grantry = context.command(&context.server_binary("debug").to_string_lossy());
    grantry.arg(if options.empty { "serve" } else { "demo" });
    let is_listen = |argument: &String| argument == "--listen" || argument.starts_with("--listen=");
    if !options.arguments.iter().any(is_listen) {
        grantry.args(["--listen", LISTEN]);
    }
    grantry.args(&options.arguments);
    become_process(&mut grantry).map_err(Error::io("starting grantry"))
}

#[cfg(unix)]
fn become_process(command: &mut std::process::Command) -> std::io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(command))
}

#[cfg(not(unix))]
fn become_process(command: &mut std::process::Command) -> std::io::Result<ExitCode> {
    Ok(if command.status()?.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
