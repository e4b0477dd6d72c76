//! `cargo xtask setup`: installs what the other commands need, for a machine that will be offline or is being prepared.

use std::process::ExitCode;

use crate::context::Context;
use crate::error::Result;
use crate::package::{self, System};
use crate::progress::Progress;
use crate::tool;

/// Installs everything, and builds nothing of the project.
pub fn setup(context: &Context) -> Result<ExitCode> {
    let progress = Progress::new(8);
    progress.step("Node.js and npm", || tool::check_node(context))?;
    progress.step("Rust for the browser", || tool::provide_wasm_target(context))?;
    for tool in [tool::WASM_BINDGEN, tool::TRUNK] {
        progress.step(&tool.title(), || tool.provide(context))?;
    }
    progress.step("Packages for the browser's side", || package::npm(context, "frontend/assets"))?;
    progress.step("Packages for the browser tests", || package::npm(context, "end2end"))?;
    for system in [System::Postgres, System::Chromium] {
        progress.step(system.title(), || system.provide(context))?;
    }
    Ok(ExitCode::SUCCESS)
}
