//! The parts of `test` and `lint`. Each runs to its end and adds its result to a [`Tally`].

use std::process::Command;

use crate::build::HOST;
use crate::circles;
use crate::context::Context;
use crate::error::Result;
use crate::lint::Lint;
use crate::package::{self, System};
use crate::postgres::Postgres;
use crate::process::{finish, quiet};
use crate::progress::{Outcome, Progress};
use crate::tally::{Count, Tally};
use crate::tool;

/// The steps that [`clippy`] reports.
pub const CLIPPY_STEPS: usize = 3;
/// The steps that [`rust`] reports.
pub const RUST_STEPS: usize = 2;
/// The steps that [`browser_packages`] reports.
pub const PACKAGE_STEPS: usize = 2;

/// Makes a debug build hash passwords at next to no cost (`store::sign_in`).
const CHEAP_HASHES: &str = "GRANTRY_CHEAP_HASHES";

/// `cargo fmt`.
pub fn formatting(context: &Context, progress: &Progress, tally: &mut Tally) {
    let step =
        progress.step("Formatting", || done(context, "fmt", &mut context.cargo(["fmt", "--all", "--check"])));
    tally.record(step.map(|_| 1));
}

/// Checks for circles between modules, and for rooms of `crates/store` that import from a higher floor.
pub fn circles(context: &Context, progress: &Progress, tally: &mut Tally) {
    let step = progress.step("Circles between modules", || {
        circles::check(&context.root)?;
        Ok(Outcome::Done)
    });
    tally.record(step.map(|_| 1));
}

/// Runs Clippy on the host's side and on the browser's.
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

/// Checks licenses, banned crates and sources, then advisories, if cargo-deny is installed: installing it takes minutes.
pub fn dependencies(context: &Context, progress: &Progress, tally: &mut Tally) {
    let step = progress.timed("Dependencies", || {
        if context.find("cargo-deny").is_none() {
            let why = "dependencies (cargo install cargo-deny --locked)".to_owned();
            return Ok(((0, Some(why)), "skipped: cargo-deny is not installed;".to_owned()));
        }
        let mut offline = context.cargo(["deny", "--offline", "check", "licenses", "bans", "sources"]);
        quiet(context, "deny", &mut offline)?;
        let advisories =
            finish(context, "deny-advisories", &mut context.cargo(["deny", "check", "advisories"]))?;
        match advisories.failure {
            None => Ok(((2, None), "done".to_owned())),
            Some(_) if is_out_of_reach(&advisories.output) => {
                let why = "advisories (their database is out of reach)".to_owned();
                Ok(((1, Some(why)), "done, without advisories,".to_owned()))
            }
            Some(failure) => Err(failure),
        }
    });
    let result = step.map(|(passed, skipped)| {
        tally.skipped.extend(skipped);
        passed
    });
    tally.record(result);
}

/// Compiles everything for the host, including tests, and lints it along the way. If a lint fails, records that in `tally` and
/// compiles without lints.
///
/// Returns how it was compiled, or `None` if it does not compile.
pub fn compile(context: &Context, progress: &Progress, tally: &mut Tally) -> Option<Lint> {
    let build = |lint: Lint| {
        let mut cargo = context.cargo(["build"]);
        cargo.args(HOST).arg("--all-targets");
        lint.prepare(context, &mut cargo)?;
        let name = if lint == Lint::Yes { "clippy-server" } else { "build-server" };
        done(context, name, &mut cargo)
    };
    let mut compiled = Some(Lint::Yes);
    let step = progress.step("Clippy and build, server", || {
        build(Lint::Yes).inspect_err(|_| compiled = build(Lint::No).ok().map(|_| Lint::No))
    });
    tally.record(step.map(|_| 1));
    compiled
}

/// Runs the Rust tests, with a PostgreSQL server in `TEST_DATABASE_URL`. They create all other databases themselves.
pub fn rust(context: &Context, progress: &Progress, tally: &mut Tally, lint: Lint) {
    let step = progress.timed("PostgreSQL for the tests", || {
        System::Postgres.provide(context)?;
        let postgres = Postgres::start(context)?;
        let told = format!("up at {}", postgres.url());
        Ok((postgres, told))
    });
    let result = step.and_then(|postgres| {
        let (mut cargo, count) = run_tests(context, lint)?;
        cargo.env("TEST_DATABASE_URL", postgres.url()).env(CHEAP_HASHES, "1");
        progress.timed("Rust tests", || tally.run(context, "rust-tests", &mut cargo, count))
    });
    tally.record(result.map(|()| 0));
}

/// The test runner, and how to count its results. Uses cargo-nextest, which runs all test programs in parallel and a failed
/// test once more, if it is installed. Installing it would take longer than it saves.
fn run_tests(context: &Context, lint: Lint) -> Result<(Command, Count)> {
    let (mut cargo, count): (_, Count) = if context.find("cargo-nextest").is_some() {
        let mut cargo = context.cargo(["nextest", "run"]);
        cargo.args(["--retries", "1", "--final-status-level", "flaky"]);
        // Only an immediate failure output includes the first try of a test that passes later.
        cargo.args(["--status-level", "retry", "--failure-output", "immediate-final"]);
        (cargo, count_nextest)
    } else {
        (context.cargo(["test"]), count_rust)
    };
    // Documentation has no examples to run.
    cargo.args(HOST).args(["--lib", "--bins", "--tests", "--no-fail-fast"]);
    lint.prepare(context, &mut cargo)?;
    Ok((cargo, count))
}

/// Installs what the browser tests need besides the portal.
pub fn browser_packages(context: &Context, progress: &Progress, tally: &mut Tally) {
    let ready = progress
        .step("Packages for the browser tests", || package::npm(context, "end2end"))
        .and_then(|_| progress.step("Chromium", || System::Chromium.provide(context)));
    tally.record(ready.map(|_| 0));
}

/// Runs the browser tests. They start the server themselves, from the binary in `GRANTRY_BIN`.
pub fn browser(context: &Context, progress: &Progress, tally: &mut Tally) {
    let result = System::Chromium.require(context).and_then(|chromium| {
        let mut npx = context.command("npx");
        npx.args(["--no-install", "playwright", "test"]).current_dir(context.root.join("end2end"));
        npx.env("GRANTRY_BIN", context.server_binary("debug")).env("CHROMIUM", chromium);
        npx.env(CHEAP_HASHES, "1");
        progress.timed("Browser tests", || tally.run(context, "browser-tests", &mut npx, count_playwright))
    });
    tally.record(result.map(|()| 0));
}

fn done(context: &Context, name: &str, command: &mut Command) -> Result<Outcome> {
    quiet(context, name, command).map(|_| Outcome::Done)
}

/// Adds up Cargo's lines `test result: ok. 12 passed; 0 failed; …`.
fn count_rust(output: &str) -> Tally {
    let results = output.lines().filter_map(|line| line.trim().strip_prefix("test result: "));
    sum(results.flat_map(|line| line.split([';', '.'])))
}

/// Reads nextest's line `Summary [ 12.3s] 14 tests run: 12 passed (1 slow, 1 flaky), 1 failed, 1 timed out, 0 skipped`. Its
/// passed tests include the flaky ones, which are named on lines such as `FLAKY 2/2 [ 0.1s] (3/14) store notes::one`.
///
/// Nextest indents the output of tests by four blanks, and these two lines otherwise, so tests can't imitate them by accident.
fn count_nextest(output: &str) -> Tally {
    let summary = output.lines().rev().find_map(|line| line.strip_prefix("     Summary ["));
    let results = summary.and_then(|line| line.split_once("run:"));
    let mut tally = sum(results.into_iter().flat_map(|(_, results)| results.split(',')));
    tally.flaky = output.lines().filter_map(flaky_in_nextest).collect();
    tally
}

/// The name of the test in a line that says that it passed only when run again.
fn flaky_in_nextest(line: &str) -> Option<String> {
    let (_, name) = line.strip_prefix("   FLAKY ")?.split_once("] ")?;
    let counted = name.strip_prefix('(').and_then(|rest| rest.split_once(") "));
    Some(counted.map_or(name, |(_, name)| name).trim().to_owned())
}

/// Returns whether cargo-deny could not get the database of advisories, rather than found an advisory.
fn is_out_of_reach(output: &str) -> bool {
    output.contains("failed to fetch advisory database")
}

/// Adds up the lines at the end of Playwright's list: `  12 passed (3.4s)`, `  1 failed`. A test that did not run counts as
/// failed. Tests that passed when run again are listed, indented, below `  1 flaky`.
fn count_playwright(output: &str) -> Tally {
    let mut tally = sum(output.lines());
    let is_flaky = |line: &&str| {
        let mut words = line.split_whitespace();
        words.next().is_some_and(|word| word.parse::<usize>().is_ok()) && words.next() == Some("flaky")
    };
    let below = output.lines().skip_while(|line| !is_flaky(line)).skip(1);
    let names = below.map_while(|line| line.strip_prefix("    "));
    tally.flaky = names.map(|name| name.trim_end_matches(['─', ' ']).to_owned()).collect();
    tally.passed += tally.flaky.len();
    tally
}

fn sum<'a>(pieces: impl Iterator<Item = &'a str>) -> Tally {
    let mut tally = Tally::default();
    for piece in pieces {
        let mut words = piece.split_whitespace();
        let Some(Ok(number)) = words.next().map(str::parse::<usize>) else { continue };
        match words.next() {
            Some("passed") => tally.passed += number,
            Some("failed" | "interrupted" | "did" | "timed" | "exec") => tally.failed += number,
            _ => {}
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: usize, failed: usize) -> Tally {
        Tally { passed, failed, ..Tally::default() }
    }

    #[test]
    fn the_last_line_names_what_was_skipped() {
        assert_eq!(tally(3, 0).to_string(), "3 passed, 0 failed");
        let skipped = vec!["dependencies (do this)".to_owned()];
        let told = Tally { skipped, ..tally(3, 1) }.to_string();
        assert_eq!(told, "3 passed, 1 failed, 1 skipped\nSkipped: dependencies (do this)");
    }

    #[test]
    fn advisories_that_cannot_be_had_are_told_from_those_that_are_found() {
        let away = "2026-11-30 00:00:00 [ERROR] failed to fetch advisory database \
            https://github.com/rustsec/advisory-db\n\nCaused by:\n    An IO error occurred when talking to the server\n";
        assert!(is_out_of_reach(away));
        let found = "error[vulnerability]: Marvin Attack: potential key recovery through timing sidechannels\n    \
            ┌─ Cargo.lock:412:1\n    = ID: RUSTSEC-2023-0071\n\nadvisories FAILED\n";
        assert!(!is_out_of_reach(found));
    }

    #[test]
    fn nextest_results_are_read_from_its_summary() {
        let output = "    PASS [ 0.1s] model 12 passed\n------------\n     \
            Summary [  12.345s] 16 tests run: 12 passed (1 slow), 2 failed, 1 exec failed, 1 timed out, 3 skipped\n        \
            FAIL [ 0.2s] store sign_in::tests::one\nerror: test run failed\n";
        assert_eq!(count_nextest(output), tally(12, 4));
    }

    #[test]
    fn a_rust_test_that_passed_only_when_run_again_is_named() {
        let output = "  TRY 1 FAIL [   0.012s] (─────) store notes::tests::one\n  stderr (try 1) ───\n       \
            FLAKY 2/2 [   0.1s] (1/9) output of a test\n\n  \
            TRY 2 PASS [   0.010s] ( 4/15) store notes::tests::one\n────────────\n     \
            Summary [   1.250s] 15 tests run: 14 passed (1 slow, 2 flaky), 1 failed, 3 skipped\n   \
            FLAKY 2/2 [   0.010s] ( 4/15) store notes::tests::one\n   \
            FLAKY 2/2 [   0.200s] server::http pages::two\n  \
            TRY 2 FAIL [   0.300s] (15/15) server::http pages::three\n  stdout (try 2) ───\n         \
            Summary [   0.1s] 9 tests run: 9 passed\n\nerror: test run failed\n";
        let flaky = ["store notes::tests::one", "server::http pages::two"].map(str::to_owned).to_vec();
        assert_eq!(count_nextest(output), Tally { flaky, ..tally(14, 1) });
    }

    #[test]
    fn rust_results_are_summed_over_all_binaries() {
        let output = "running 2 tests\ntest a ... ok\n\
            test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(count_rust(output), tally(15, 2));
    }

    #[test]
    fn playwright_results_are_read_from_its_last_lines() {
        let output = "  ok 1 [x] › a.spec.mjs:3:1 › 12 passed rows (1.2s)\n  2 failed\n    a.spec.mjs:9:1 › b\n  \
            1 did not run\n  12 passed (3.4s)\n";
        assert_eq!(count_playwright(output), tally(12, 3));
    }

    #[test]
    fn a_test_that_passed_only_when_run_again_is_named() {
        let output = "  1 flaky\n    a.spec.mjs:9:1 › b › c ────────\n  12 passed (3.4s)\n";
        let flaky = vec!["a.spec.mjs:9:1 › b › c".to_owned()];
        let counted = count_playwright(output);
        assert_eq!(counted, Tally { flaky, ..tally(13, 0) });
        let told = "13 passed, 0 failed, 1 only when run again\nFailed once: a.spec.mjs:9:1 › b › c";
        assert_eq!(counted.to_string(), told);
    }
}
