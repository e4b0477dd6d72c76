//! `cargo xtask screenshots`: the pictures of the main screens in `docs/screenshots`.

use std::process::ExitCode;

use crate::build::{self, BUILD_STEPS, BrowserSide, Server};
use crate::context::Context;
use crate::error::Result;
use crate::package::{self, System};
use crate::process::quiet;
use crate::progress::Progress;

/// The steps after the build.
const OWN_STEPS: usize = 3;

/// Builds the portal like `run`, serves demo data, and retakes all pictures with Chromium.
pub fn screenshots(context: &Context) -> Result<ExitCode> {
    let progress = Progress::new(BUILD_STEPS + OWN_STEPS);
    build::build(context, &progress, BrowserSide::Small, Server::Debug)?;
    progress.step("Packages for the browser tests", || package::npm(context, "end2end"))?;
    progress.step("Chromium", || System::Chromium.provide(context))?;
    let chromium = System::Chromium.require(context)?;
    let mut node = context.command("node");
    node.arg("screenshots.mjs").current_dir(context.root.join("end2end"));
    node.env("GRANTRY_BIN", context.server_binary("debug")).env("CHROMIUM", chromium);
    progress.timed("Screenshots", || {
        let taken = quiet(context, "screenshots", &mut node)?.lines().count();
        Ok(((), format!("{taken} pictures in docs/screenshots")))
    })?;
    Ok(ExitCode::SUCCESS)
}
