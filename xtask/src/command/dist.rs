//! `cargo xtask dist`: the release binary, with the browser's files inside.

use std::process::ExitCode;

use crate::build::{self, BUILD_STEPS, BrowserSide, Server};
use crate::context::Context;
use crate::error::Result;
use crate::progress::Progress;

/// Builds the binary that people install, and prints its path.
pub fn dist(context: &Context) -> Result<ExitCode> {
    build::build(context, &Progress::new(BUILD_STEPS), BrowserSide::Small, Server::Release)?;
    println!("{}", context.server_binary("release").display());
    Ok(ExitCode::SUCCESS)
}
