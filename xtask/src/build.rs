//! Builds the portal: the browser's side with Trunk, the server with Cargo, in parallel where possible.

use std::env;
use std::fs;
use std::io;
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
    /// Profile `wasm-release`, then wasm-opt: for networks.
    Small,
    /// Profile `dev`: megabytes, but built in seconds.
    Quick,
    /// Profile `dev`, slightly optimized: takes half of `Small`'s time to build, and a fraction of `Quick`'s to load. For this
    /// machine: to try the portal out, and for the tests.
    Local,
}

impl BrowserSide {
    /// Brotli's quality for the files that the server sends; None if they are not compressed. The highest takes half a minute.
    fn compression(self) -> Option<&'static str> {
        match self {
            Self::Small => Some("11"),
            Self::Local => Some("5"),
            Self::Quick => None,
        }
    }

    /// Further variables for Cargo. With a profile of its own, Cargo would build again for the host what macros need.
    fn settings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Small | Self::Quick => &[],
            Self::Local => &[
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

/// The priority of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    /// The usual share of the processor.
    Normal,
    /// Only what others leave.
    Background,
}

/// Everything that is compiled for the host. Debug builds all select these packages and features, so that Cargo compiles shared
/// code once. `csr` and `ssr` exclude each other in `app`, so the frontend, which needs `csr`, is compiled for the browser only.
pub const HOST: [&str; 5] = ["--workspace", "--exclude", "frontend", "--features", "app/ssr"];

/// The steps that [`build`] reports.
pub const BUILD_STEPS: usize = 10;

/// The inputs of the wasm.
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

/// The inputs of the charts, the stylesheet and the pages.
const ASSET_INPUTS: [&str; 4] = ["frontend/assets", "frontend/page.html", "frontend/src/bin", "style"];

/// The entry points of the bundles (docs/ARCHITECTURE.md). Each is a program with its own page.
const BUNDLES: &str = "frontend/src/bin";

/// The steps that [`browser_side_for_tests`] reports.
pub const TESTED_STEPS: usize = 11;

/// Builds the browser's files for the tests, and lints their source along the way. Meanwhile it downloads what else the tests
/// need. Records a failing lint in `tally` and continues.
pub fn browser_side_for_tests(context: &Context, progress: &Progress, tally: &mut Tally) -> Result<()> {
    progress.step("Node.js and npm", || tool::check_node(context))?;
    thread::scope(|scope| {
        scope.spawn(|| {
            // The tests that need it report what is missing in the end.
            let _ = progress.step("Packages for the browser tests", || package::npm(context, "end2end"));
            for system in [System::Postgres, System::Chromium] {
                let _ = progress.step(system.title(), || system.provide(context));
            }
        });
        progress.step("Packages for the browser's side", || package::npm(context, "frontend/assets"))?;
        progress.step("Charts, styles and pages", || build_assets(context))?;
        provide_browser_tools(context, progress)?;
        let side = BrowserSide::Local;
        let linted = progress.step("Clippy and build, browser", || {
            build_browser_side(context, side, Lint::Yes).map(|_| Outcome::Done)
        });
        if tally.record(linted.map(|_| 1)) {
            return Ok(());
        }
        progress.step("The browser's side", || build_browser_side(context, side, Lint::No)).map(|_| ())
    })
}

/// Installs the tools that compile the browser's side.
fn provide_browser_tools(context: &Context, progress: &Progress) -> Result<()> {
    progress.step("Rust for the browser", || tool::provide_wasm_target(context))?;
    for tool in [tool::WASM_BINDGEN, tool::WASM_SPLIT, tool::TRUNK] {
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
        // A failure ahead does not count: the browser's files may have been replaced under it. The last step decides.
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
    // A build without lints has not passed them.
    let stamp = Stamp::of(context, "browser", &BROWSER_INPUTS, &format!("{side:?}, lint: {lint:?}"))?;
    if stamp.is_current() && is_built(context) {
        return Ok(Outcome::Unchanged);
    }
    let file = context.root.join("frontend/generated/charts.txt");
    let charts = fs::read_to_string(&file).map_err(Error::io(format!("reading {}", file.display())))?;
    let mut pack = context.command("node");
    pack.arg("frontend/assets/pack.mjs").arg(context.dist());
    if let Some(quality) = side.compression() {
        pack.args(["--compress", quality]);
    }
    for bundle in bundles(context)? {
        let made = context.root.join("target/pages").join(&bundle);
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

/// The names of the bundles, sorted.
fn bundles(context: &Context) -> Result<Vec<String>> {
    let read = || -> io::Result<Vec<String>> {
        let name = |path: PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let entries = fs::read_dir(context.root.join(BUNDLES))?;
        entries.filter_map(|entry| entry.map(|entry| name(entry.path())).transpose()).collect()
    };
    let mut names = read().map_err(Error::io(format!("reading {BUNDLES}")))?;
    names.sort();
    Ok(names)
}

/// A variable for Cargo that removes the folder of Cargo's registry from the paths in panic messages: files that everybody can
/// download must not reveal where they were built.
fn without_machine_paths() -> Option<(&'static str, String)> {
    let home =
        env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))?;
    let sources = home.join("registry/src").into_os_string().into_string().ok()?;
    // Cargo would take a blank for the end of the flag.
    let flag = format!("--remap-path-prefix={sources}=");
    (!flag.contains(char::is_whitespace)).then_some(("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flag))
}

/// Returns whether `target/dist` has all built files.
fn is_built(context: &Context) -> bool {
    fs::read_dir(context.dist()).is_ok_and(|files| {
        files.flatten().any(|file| file.path().extension().is_some_and(|end| end == "wasm"))
    })
}

/// Builds the server with whatever browser's files exist: for commands that don't need its pages.
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
