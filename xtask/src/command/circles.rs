//! `cargo xtask circles`: checks whether modules of one crate import from each other in a circle.

use std::process::ExitCode;

use crate::circles;
use crate::context::Context;
use crate::error::Result;

/// Checks every crate of the workspace. The error names each circle and the lines that close it.
pub fn circles(context: &Context) -> Result<ExitCode> {
    circles::check(&context.root)?;
    println!("No modules of a crate import from each other in a circle.");
    Ok(ExitCode::SUCCESS)
}
