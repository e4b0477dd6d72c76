//! `cargo xtask test`: everything that is checked, on both databases and in a browser.

use std::process::ExitCode;

use crate::check::{self, BROWSER_STEPS, CLIPPY_STEPS, RUST_STEPS, Tally};
use crate::cli::{self, Part};
use crate::context::Context;
use crate::part::{self, BUILD_STEPS, BrowserSide, Server};
use crate::progress::Progress;

/// Runs the parts that are asked for, all of them to their end, and says on the last line how many tests passed and
/// failed. A part without tests to count, such as clippy, counts as one.
pub fn test(context: &Context, options: &cli::Test) -> ExitCode {
    let wants = |part| options.only.is_none_or(|only| only == part);
    let progress = Progress::new(steps(&wants));
    let mut tally = Tally::default();

    if wants(Part::Fmt) {
        check::formatting(context, &progress, &mut tally);
    }
    if wants(Part::Clippy) {
        check::clippy(context, &progress, &mut tally);
    }
    if wants(Part::Deny) {
        check::dependencies(context, &progress, &mut tally);
    }
    // Before the Rust tests, so that those of the server see the page that it embeds.
    let is_built = wants(Part::Browser)
        && tally.record(part::build(context, &progress, BrowserSide::Small, Server::Debug).map(|()| 1));
    if wants(Part::Rust) {
        check::rust(context, &progress, &mut tally);
    }
    if is_built {
        check::browser(context, &progress, &mut tally);
    }

    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn steps(wants: &dyn Fn(Part) -> bool) -> usize {
    [
        (Part::Fmt, 1),
        (Part::Clippy, CLIPPY_STEPS),
        (Part::Deny, 1),
        (Part::Rust, RUST_STEPS),
        (Part::Browser, BUILD_STEPS + BROWSER_STEPS),
    ]
    .into_iter()
    .filter_map(|(part, steps)| wants(part).then_some(steps))
    .sum()
}
