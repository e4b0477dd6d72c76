//! Builds the portal: the browser's side with Trunk, the server with Cargo, side by side where they do not wait for
//! each other.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::thread;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::lint::Lint;
use crate::package::{self, System};
use crate::process::quiet;
use crate::progress::{Outcome, Progress};
use crate::stamp::Stamp;
use crate::tally::Tally;
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
pub const BUILD_STEPS: usize = 9;

/// What the wasm is made from.
const BROWSER_INPUTS: [&str; 9] = [
    "app",
    "crates/model",
    "frontend",
    "style",
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "target/xtask/assets.stamp",
];

/// What the charts, the stylesheet and the pages are made from.
const ASSET_INPUTS: [&str; 3] = ["frontend/assets", "frontend/page.html", "style"];

/// The browser's side is three programs, each with a page of its own (docs/ARCHITECTURE.md).
const BUNDLES: [&str; 3] = ["portal", "customers", "rest"];

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
        progress.step("Charts, styles and pages", || build_assets(context))?;
        provide_browser_tools(context, progress)?;
        let side = BrowserSide::Tested;
        let linted = progress.step("Clippy and build, browser", || {
            build_browser_side(context, side, Lint::Yes).map(|_| Outcome::Done)
        });
        if tally.record(linted.map(|_| 1)) {
            return Ok(());
        }
        progress.step("The browser's side", || build_browser_side(context, side, Lint::No)).map(|_| ())
    })
}

/// Installs what the browser's side is compiled with.
fn provide_browser_tools(context: &Context, progress: &Progress) -> Result<()> {
    progress.step("Rust for the browser", || tool::provide_wasm_target(context))?;
    for tool in [tool::WASM_BINDGEN, tool::TRUNK] {
        progress.step(&tool.title(), || tool.provide(context))?;
    }
    Ok(())
}

/// Builds everything: tools, packages, the browser's files in `target/dist`, and the server that serves them.
pub fn build(context: &Context, progress: &Progress, side: BrowserSide, server: Server) -> Result<()> {
    progress.step("Node.js and npm", || tool::check_node(context))?;
    thread::scope(|scope| {
        let assets = scope.spawn(|| {
            progress.step("Packages for the browser's side", || package::npm(context, "frontend/assets"))?;
            progress.step("Charts, styles and pages", || build_assets(context))
        });
        // Most of the server does not depend on the browser's files: it compiles while the tools are being installed.
        let ahead = scope.spawn(|| {
            progress.step("Server, ahead of the browser's files", || {
                build_server(context, server, Pace::Background)
            })
        });

        provide_browser_tools(context, progress)?;
        join(assets)?;
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

fn build_browser_side(context: &Context, side: BrowserSide, lint: Lint) -> Result<Outcome> {
    // What was built without lints has not passed them.
    let stamp = Stamp::of(context, "browser", &BROWSER_INPUTS, &format!("{side:?}, lint: {lint:?}"))?;
    if stamp.is_current() && is_built(context) {
        return Ok(Outcome::Unchanged);
    }
    let file = context.root.join("frontend/generated/charts.txt");
    let charts = fs::read_to_string(&file).map_err(Error::io(format!("reading {}", file.display())))?;
    let mut pack = context.command("node");
    pack.arg("frontend/assets/pack.mjs").arg(context.dist());
    for bundle in BUNDLES {
        let made = context.root.join("target/pages").join(bundle);
        let mut trunk = context.command("trunk");
        trunk.arg("build").arg(format!("frontend/generated/{bundle}.html")).arg("--dist").arg(&made);
        if side == BrowserSide::Small {
            trunk.arg("--release");
        }
        trunk.env("GRANTRY_CHARTS", format!("/{}", charts.trim())).envs(without_machine_paths());
        trunk.envs(side.settings().iter().copied());
        // Trunk takes its value for a flag of its own and stops.
        trunk.env_remove("NO_COLOR");
        lint.prepare(context, &mut trunk)?;
        quiet(context, &format!("trunk-{bundle}"), &mut trunk)?;
        pack.arg(made);
    }
    quiet(context, "pack", &mut pack)?;
    stamp.keep()?;
    Ok(Outcome::Done)
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
