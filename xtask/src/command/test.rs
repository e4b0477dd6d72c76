//! `cargo xtask test`: runs all checks, on both databases and in a browser.

use std::process::ExitCode;

use crate::build::{self, BUILD_STEPS, BrowserSide, Server, TESTED_STEPS};
use crate::check::{self, CLIPPY_STEPS, PACKAGE_STEPS, RUST_STEPS};
use crate::cli::{self, Part};
use crate::context::Context;
use crate::lint::Lint;
use crate::progress::Progress;
use crate::tally::Tally;

/// Runs the requested part or all of them, to their end. The last line says how many tests passed and failed, and which parts
/// were skipped. A part without tests to count, such as Clippy, counts as one.
pub fn test(context: &Context, options: &cli::Test) -> ExitCode {
    let mut tally = Tally::default();
    match options.only {
        None => everything(context, &mut tally),
        Some(part) => one(context, part, &mut tally),
    }
    println!("{tally}");
    if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Compiles everything once, with one set of features, and runs it.
fn everything(context: &Context, tally: &mut Tally) {
    let progress = Progress::new(1 + 1 + 1 + TESTED_STEPS + 1 + RUST_STEPS + 1);
    check::formatting(context, &progress, tally);
    check::circles(context, &progress, tally);
    check::dependencies(context, &progress, tally);
    // This comes before the server, which lists the browser's files when it is compiled.
    let side = build::browser_side_for_tests(context, &progress, tally);
    let has_pages = tally.record(side.map(|()| 1));
    if let Some(lint) = check::compile(context, &progress, tally) {
        check::rust(context, &progress, tally, lint);
        if has_pages {
            check::browser(context, &progress, tally);
        }
    }
}

fn one(context: &Context, part: Part, tally: &mut Tally) {
    match part {
        Part::Fmt => check::formatting(context, &Progress::new(1), tally),
        Part::Circles => check::circles(context, &Progress::new(1), tally),
        Part::Clippy => check::clippy(context, &Progress::new(CLIPPY_STEPS), tally),
        Part::Deny => check::dependencies(context, &Progress::new(1), tally),
        Part::Rust => check::rust(context, &Progress::new(RUST_STEPS), tally, Lint::No),
        Part::Browser => {
            let progress = Progress::new(BUILD_STEPS + PACKAGE_STEPS + 1);
            let built = build::build(context, &progress, BrowserSide::Local, Server::Debug);
            if tally.record(built.map(|()| 1)) {
                check::browser_packages(context, &progress, tally);
                check::browser(context, &progress, tally);
            }
        }
    }
}
