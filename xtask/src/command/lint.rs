//! `cargo xtask lint`: what can be said about the code without running it.

use std::process::ExitCode;

use crate::check::{self, CLIPPY_STEPS};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::tally::Tally;

/// Formatting, circles between modules, clippy on both sides, and the dependencies' licences and advisories.
pub fn lint(context: &Context) -> Result<ExitCode> {
    let progress = Progress::new(1 + 1 + CLIPPY_STEPS + 1);
    let mut tally = Tally::default();
    check::formatting(context, &progress, &mut tally);
    check::circles(context, &progress, &mut tally);
    check::clippy(context, &progress, &mut tally);
    check::dependencies(context, &progress, &mut tally);
    if tally.failed > 0 { Err(Error::Checks) } else { Ok(ExitCode::SUCCESS) }
}
