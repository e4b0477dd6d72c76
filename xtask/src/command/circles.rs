//! `cargo xtask circles`: whether modules of one crate import from each other in a circle.

use std::process::ExitCode;

use crate::circles;
use crate::context::Context;
use crate::error::Result;

/// Checks every crate of the workspace; the error names each circle with the lines that close it.
pub fn circles(context: &Context) -> Result<ExitCode> {
    circles::check(&context.root)?;
    println!("No modules of a crate import from each other in a circle.");
    Ok(ExitCode::SUCCESS)
}
