//! The parts of `test` and `lint`. Each runs to its end and adds what came of it to a [`Tally`].

use std::process::Command;

use crate::context::Context;
use crate::error::Result;
use crate::package::{self, System};
use crate::postgres::Postgres;
use crate::process::{finish, quiet};
use crate::progress::{Outcome, Progress};
use crate::tool;

/// The steps that [`clippy`] tells.
pub const CLIPPY_STEPS: usize = 3;
/// The steps that [`rust`] tells.
pub const RUST_STEPS: usize = 2;
/// The steps that [`browser`] tells.
pub const BROWSER_STEPS: usize = 3;

/// All that is compiled for the host. `csr` and `ssr` exclude each other in `app`: the frontend, which asks for `csr`, is
/// compiled for the browser alone.
const HOST: [&str; 5] = ["--workspace", "--exclude", "frontend", "--features", "app/ssr"];

/// How many tests passed and failed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests, and parts that are not made of tests, that passed.
    pub passed: usize,
    /// Those that failed.
    pub failed: usize,
}

impl Tally {
    /// Adds what came of a part: how many of its tests passed, or why it failed. Tells a failure at once, and gives
    /// whether there was none.
    pub fn record(&mut self, result: Result<usize>) -> bool {
        match result {
            Ok(passed) => self.passed += passed,
            Err(error) => {
                self.failed += 1;
                println!("\n{error}\n");
                return false;
            }
        }
        true
    }

    /// Runs a program that runs tests, and adds what it reports on the lines that `count` understands.
    fn run(
        &mut self,
        context: &Context,
        name: &str,
        command: &mut Command,
        count: fn(&str) -> Self,
    ) -> Result<((), String)> {
        let finished = finish(context, name, command)?;
        let counted = count(&finished.output);
        let told = format!("{} passed, {} failed", counted.passed, counted.failed);
        self.passed += counted.passed;
        match finished.failure {
            None => Ok(((), told)),
            Some(failure) => {
                // The failure itself is recorded as one.
                self.failed += counted.failed.saturating_sub(1);
                Err(failure)
            }
        }
    }
}

/// `cargo fmt`.
pub fn formatting(context: &Context, progress: &Progress, tally: &mut Tally) {
    let step =
        progress.step("Formatting", || done(context, "fmt", &mut context.cargo(["fmt", "--all", "--check"])));
    tally.record(step.map(|_| 1));
}

/// Clippy on the host's side and on the browser's.
pub fn clippy(context: &Context, progress: &Progress, tally: &mut Tally) {
    let mut host = context.cargo(["clippy"]);
    host.args(HOST).args(["--all-targets", "--", "-D", "warnings"]);
    let step = progress.step("Clippy, server", || done(context, "clippy-server", &mut host));
    tally.record(step.map(|_| 1));

    let target = progress.step("Rust for the browser", || tool::provide_wasm_target(context));
    let mut wasm = context.cargo(["clippy", "--package", "frontend", "--target", tool::WASM_TARGET]);
    wasm.args(["--", "-D", "warnings"]);
    let lint = |_| progress.step("Clippy, browser", || done(context, "clippy-browser", &mut wasm));
    tally.record(target.and_then(lint).map(|_| 1));
}

/// Licences, advisories and banned crates, if cargo-deny is there: it takes minutes to install.
pub fn dependencies(context: &Context, progress: &Progress, tally: &mut Tally) {
    let step = progress.timed("Dependencies", || {
        if context.find("cargo-deny").is_none() {
            return Ok((
                0,
                "skipped: cargo-deny is not installed (cargo install cargo-deny --locked);".to_owned(),
            ));
        }
        quiet(context, "deny", &mut context.cargo(["deny", "check"]))?;
        Ok((1, "done".to_owned()))
    });
    tally.record(step);
}

/// The Rust tests, with a Postgres server that they find in `TEST_DATABASE_URL`; they make their other databases themselves.
pub fn rust(context: &Context, progress: &Progress, tally: &mut Tally) {
    let step = progress.timed("PostgreSQL for the tests", || {
        System::Postgres.provide(context)?;
        let postgres = Postgres::start(context)?;
        let told = format!("up at {}", postgres.url());
        Ok((postgres, told))
    });
    let result = step.and_then(|postgres| {
        let mut cargo = context.cargo(["test"]);
        cargo.args(HOST).arg("--no-fail-fast").env("TEST_DATABASE_URL", postgres.url());
        progress.timed("Rust tests", || tally.run(context, "rust-tests", &mut cargo, count_rust))
    });
    tally.record(result.map(|()| 0));
}

/// The browser tests. They start the server themselves, from the binary that `GRANTRY_BIN` names.
pub fn browser(context: &Context, progress: &Progress, tally: &mut Tally) {
    let ready = progress
        .step("Packages for the browser tests", || package::npm(context, "end2end"))
        .and_then(|_| progress.step("Chromium", || System::Chromium.provide(context)))
        .and_then(|_| System::Chromium.require(context));
    let result = ready.and_then(|chromium| {
        let mut npx = context.command("npx");
        npx.args(["--no-install", "playwright", "test"]).current_dir(context.root.join("end2end"));
        npx.env("GRANTRY_BIN", context.server_binary("debug")).env("CHROMIUM", chromium);
        progress.timed("Browser tests", || tally.run(context, "browser-tests", &mut npx, count_playwright))
    });
    tally.record(result.map(|()| 0));
}

fn done(context: &Context, name: &str, command: &mut Command) -> Result<Outcome> {
    quiet(context, name, command).map(|_| Outcome::Done)
}

/// Sums Cargo's lines `test result: ok. 12 passed; 0 failed; …`.
fn count_rust(output: &str) -> Tally {
    let results = output.lines().filter_map(|line| line.trim().strip_prefix("test result: "));
    sum(results.flat_map(|line| line.split([';', '.'])))
}

/// Sums the lines that Playwright's list ends with: `  12 passed (3.4s)`, `  1 failed`. A test that did not run or did
/// not pass at first is no test that passed.
fn count_playwright(output: &str) -> Tally {
    sum(output.lines())
}

fn sum<'a>(pieces: impl Iterator<Item = &'a str>) -> Tally {
    let mut tally = Tally::default();
    for piece in pieces {
        let mut words = piece.split_whitespace();
        let Some(Ok(number)) = words.next().map(str::parse::<usize>) else { continue };
        match words.next() {
            Some("passed") => tally.passed += number,
            Some("failed" | "flaky" | "interrupted" | "did") => tally.failed += number,
            _ => {}
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_results_are_summed_over_all_binaries() {
        let output = "running 2 tests\ntest a ... ok\n\
            test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(count_rust(output), Tally { passed: 15, failed: 2 });
    }

    #[test]
    fn playwright_results_are_read_from_its_last_lines() {
        let output = "  ok 1 [x] › a.spec.mjs:3:1 › 12 passed rows (1.2s)\n  2 failed\n    a.spec.mjs:9:1 › b\n  \
            1 did not run\n  12 passed (3.4s)\n";
        assert_eq!(count_playwright(output), Tally { passed: 12, failed: 3 });
    }
}
