//! `cargo xtask lint`: checks the code without running it.

use std::process::ExitCode;

use crate::check::{self, CLIPPY_STEPS};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::tally::Tally;

/// Checks formatting, circles between modules, Clippy on both sides, and the dependencies' licenses and advisories.
pub fn lint(context: &Context) -> Result<ExitCode> {
    let progress = Progress::new(1 + 1 + CLIPPY_STEPS + 1);
    let mut tally = Tally::default();
    check::formatting(context, &progress, &mut tally);
    check::circles(context, &progress, &mut tally);
    check::clippy(context, &progress, &mut tally);
    check::dependencies(context, &progress, &mut tally);
    if tally.failed > 0 { Err(Error::Checks) } else { Ok(ExitCode::SUCCESS) }
}
