//! Clippy as part of a build: `cargo clippy` would check all dependencies first, and the build would compile them again.

use std::path::Path;
use std::process::Command;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::process::quiet;

/// Whether a build denies lints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lint {
    /// Clippy's compiler builds the workspace's own crates. It optimizes a little less, which is good enough for tests.
    Yes,
    /// Rust's compiler builds them.
    No,
}

impl Lint {
    /// Sets the same variables on a Cargo command as `cargo clippy -- -D warnings` does.
    pub fn prepare(self, context: &Context, command: &mut Command) -> Result<()> {
        if self == Self::No {
            return Ok(());
        }
        let sysroot = quiet(context, "rustc", context.command("rustc").args(["--print", "sysroot"]))?;
        let driver = Path::new(sysroot.trim())
            .join("bin/clippy-driver")
            .with_extension(std::env::consts::EXE_EXTENSION);
        if !driver.is_file() {
            return Err(Error::Missing {
                what: "Clippy is missing".to_owned(),
                remedy: "rustup component add clippy".to_owned(),
            });
        }
        command.env("RUSTC_WORKSPACE_WRAPPER", driver);
        command.env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__");
        Ok(())
    }
}
