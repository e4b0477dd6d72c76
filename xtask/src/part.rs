//! Builds the portal: the browser's side and the server, side by side where they do not wait for each other.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use crate::check::Tally;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::lint::Lint;
use crate::package::{self, System};
use crate::process::quiet;
use crate::progress::{Outcome, Progress};
use crate::stamp::Stamp;
use crate::tool;

/// How the browser's side is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserSide {
    /// Profile `wasm-release`, then wasm-opt: what people get.
    Small,
    /// Profile `dev`: megabytes, but built in seconds.
    Quick,
    /// Profile `dev`, slightly optimized: built in half the time of `Small`, and loaded often in a fraction of that of `Quick`.
    Tested,
}

impl BrowserSide {
    /// Where Cargo puts what it compiles, below the target's folder.
    fn folder(self) -> &'static str {
        if self == Self::Small { "wasm-release" } else { "debug" }
    }

    /// What Cargo is told besides, by variables: a profile of its own would build for the host once more what macros need.
    fn settings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Small | Self::Quick => &[],
            Self::Tested => &[
                ("CARGO_PROFILE_DEV_OPT_LEVEL", "1"),
                ("CARGO_PROFILE_DEV_DEBUG", "false"),
                ("CARGO_PROFILE_DEV_INCREMENTAL", "false"),
            ],
        }
    }
}

/// How the server is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// Profile `dev`, in the folder `debug`.
    Debug,
    /// Profile `release`.
    Release,
}

/// Whether others wait for a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    /// It gets its share of the processor.
    Normal,
    /// It takes what others leave.
    Background,
}

/// All that is compiled for the host. Debug builds select these packages and features, so that Cargo compiles what they share
/// once. `csr` and `ssr` exclude each other in `app`: the frontend, which asks for `csr`, is compiled for the browser alone.
pub const HOST: [&str; 5] = ["--workspace", "--exclude", "frontend", "--features", "app/ssr"];

/// The steps that [`build`] tells.
pub const BUILD_STEPS: usize = 8;

/// What the wasm is made from.
const BROWSER_INPUTS: [&str; 7] =
    ["app", "frontend", "style", ".cargo", "Cargo.lock", "Cargo.toml", "target/xtask/assets.stamp"];

/// What the charts and the stylesheet are made from.
const ASSET_INPUTS: [&str; 2] = ["frontend/assets", "style"];

/// The browser's side is two programs, each with a page of its own (docs/ARCHITECTURE.md).
const BUNDLES: [&str; 2] = ["portal", "console"];

/// The steps that [`browser_side_for_tests`] tells.
pub const TESTED_STEPS: usize = 10;

/// Builds the browser's files for the tests, and lints their source on the way; meanwhile it downloads what the tests need
/// besides. A lint that fails is in `tally` and stops nothing.
pub fn browser_side_for_tests(context: &Context, progress: &Progress, tally: &mut Tally) -> Result<()> {
    progress.step("Node.js and npm", || tool::check_node(context))?;
    thread::scope(|scope| {
        scope.spawn(|| {
            // What is missing in the end, the tests that need it report.
            let _ = progress.step("Packages for the browser tests", || package::npm(context, "end2end"));
            for system in [System::Postgres, System::Chromium] {
                let _ = progress.step(system.title(), || system.provide(context));
            }
        });
        progress.step("Packages for the browser's side", || package::npm(context, "frontend/assets"))?;
        progress.step("Charts and styles", || build_assets(context))?;
        progress.step("Rust for the browser", || tool::provide_wasm_target(context))?;
        progress.step("Bindgen", || build_bindgen(context))?;
        let side = BrowserSide::Tested;
        let linted = progress.step("Clippy and build, browser", || {
            quiet(context, "clippy-browser", &mut compile(context, side, Lint::Yes)?).map(|_| Outcome::Done)
        });
        let lint = if tally.record(linted.map(|_| 1)) { Lint::Yes } else { Lint::No };
        progress.step("The browser's side", || build_browser_side(context, side, lint)).map(|_| ())
    })
}

/// Builds everything: tools, packages, the browser's files in `target/dist`, and the server that serves them.
pub fn build(context: &Context, progress: &Progress, side: BrowserSide, server: Server) -> Result<()> {
    progress.step("Node.js and npm", || tool::check_node(context))?;
    progress.step("Bindgen", || build_bindgen(context))?;
    thread::scope(|scope| {
        // Most of the server does not depend on the browser's files.
        let ahead = scope.spawn(|| {
            progress.step("Server, ahead of the browser's files", || {
                build_server(context, server, Pace::Background)
            })
        });

        progress.step("Packages for the browser's side", || package::npm(context, "frontend/assets"))?;
        progress.step("Charts and styles", || build_assets(context))?;
        progress.step("Rust for the browser", || tool::provide_wasm_target(context))?;
        let outcome = progress.step("The browser's side", || build_browser_side(context, side, Lint::No))?;
        // A failure ahead is not yet one: the browser's files may have been exchanged under it. The last step tells.
        let is_ahead = join(ahead).is_ok();
        progress.step("Server with the browser's files", || {
            if is_ahead && outcome == Outcome::Unchanged {
                Ok(Outcome::Unchanged)
            } else {
                build_server(context, server, Pace::Normal)
            }
        })
    })?;
    Ok(())
}

fn join<T>(thread: thread::ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn build_assets(context: &Context) -> Result<Outcome> {
    let stamp = Stamp::of(context, "assets", &ASSET_INPUTS, "")?;
    if stamp.is_current() && context.root.join("frontend/generated/charts.txt").is_file() {
        return Ok(Outcome::Unchanged);
    }
    quiet(context, "assets", context.command("node").arg("frontend/assets/build.mjs"))?;
    stamp.keep()?;
    Ok(Outcome::Done)
}

/// Builds the program that makes the script around a wasm file.
pub fn build_bindgen(context: &Context) -> Result<Outcome> {
    let mut cargo = context.cargo(["build"]);
    quiet(context, "bindgen-build", cargo.args(HOST).args(["--bin", "bindgen"]))?;
    Ok(Outcome::Done)
}

/// Makes the script around `wasm` in `folder`.
pub fn bindgen(context: &Context, wasm: &Path, folder: &Path) -> Result<()> {
    let program = context.binary("debug", "bindgen");
    quiet(context, "bindgen", context.command(&program.to_string_lossy()).arg(wasm).arg(folder))?;
    Ok(())
}

/// Makes a wasm file smaller, in place.
pub fn shrink(context: &Context, wasm: &Path) -> Result<()> {
    quiet(context, "wasm-opt", context.command("wasm-opt").arg("-Oz").arg(wasm).arg("-o").arg(wasm))?;
    Ok(())
}

fn build_browser_side(context: &Context, side: BrowserSide, lint: Lint) -> Result<Outcome> {
    let stamp = Stamp::of(context, "browser", &BROWSER_INPUTS, &format!("{side:?}"))?;
    if stamp.is_current() && is_built(context) {
        return Ok(Outcome::Unchanged);
    }
    quiet(context, "browser", &mut compile(context, side, lint)?)?;
    let compiled = context.target.join(tool::WASM_TARGET).join(side.folder());
    let mut pages = context.command("node");
    pages.arg("frontend/assets/pages.mjs").arg(context.dist());
    for bundle in BUNDLES {
        let made = context.root.join("target/pages").join(bundle);
        bindgen(context, &compiled.join(format!("{bundle}.wasm")), &made)?;
        if side == BrowserSide::Small {
            shrink(context, &made.join(format!("{bundle}_bg.wasm")))?;
        }
        pages.arg(made);
    }
    quiet(context, "pages", &mut pages)?;
    stamp.keep()?;
    Ok(Outcome::Done)
}

/// Compiles the bundles for the browser.
fn compile(context: &Context, side: BrowserSide, lint: Lint) -> Result<Command> {
    let mut cargo = context.cargo(["build", "--package", "frontend", "--target", tool::WASM_TARGET]);
    if side == BrowserSide::Small {
        cargo.args(["--profile", "wasm-release"]);
    }
    let file = context.root.join("frontend/generated/charts.txt");
    let charts = fs::read_to_string(&file).map_err(Error::io(format!("reading {}", file.display())))?;
    cargo.env("GRANTRY_CHARTS", format!("/{}", charts.trim()));
    cargo.envs(side.settings().iter().copied()).envs(without_machine_paths());
    lint.prepare(context, &mut cargo)?;
    Ok(cargo)
}

/// A variable for Cargo that cuts the folder of Cargo's registry off the paths that panics name: what everybody can
/// download does not tell where it was built.
fn without_machine_paths() -> Option<(&'static str, String)> {
    let home =
        env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))?;
    let sources = home.join("registry/src").into_os_string().into_string().ok()?;
    // Cargo would take a blank for the end of the flag.
    let flag = format!("--remap-path-prefix={sources}=");
    (!flag.contains(char::is_whitespace)).then_some(("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flag))
}

/// Whether `target/dist` holds what was made.
fn is_built(context: &Context) -> bool {
    fs::read_dir(context.dist()).is_ok_and(|files| {
        files.flatten().any(|file| file.path().extension().is_some_and(|end| end == "wasm"))
    })
}

/// Builds the server with what browser's files there are: for those who do not look at its pages.
pub fn server(context: &Context, server: Server) -> Result<Outcome> {
    build_server(context, server, Pace::Normal)
}

fn build_server(context: &Context, server: Server, pace: Pace) -> Result<Outcome> {
    let mut cargo = match pace {
        Pace::Normal => context.cargo([]),
        Pace::Background => context.background_cargo(),
    };
    cargo.arg("build");
    match server {
        Server::Debug => cargo.args(HOST).args(["--bin", "grantry"]),
        Server::Release => cargo.args(["--package", "server", "--release"]),
    };
    quiet(context, "server", &mut cargo)?;
    Ok(Outcome::Done)
}
