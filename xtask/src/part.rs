//! Builds the portal: the browser's side with Trunk, the server with Cargo, side by side where they do not wait for
//! each other.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::thread;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::package;
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

/// The steps that [`build`] tells.
pub const BUILD_STEPS: usize = 9;

/// What the wasm is made from.
const BROWSER_INPUTS: [&str; 8] = [
    "app",
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

/// The browser's side is two programs, each with a page of its own (docs/ARCHITECTURE.md).
const BUNDLES: [&str; 2] = ["portal", "console"];

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

        progress.step("Rust for the browser", || tool::provide_wasm_target(context))?;
        for tool in [tool::WASM_BINDGEN, tool::TRUNK] {
            progress.step(&tool.title(), || tool.provide(context))?;
        }
        join(assets)?;
        let outcome = progress.step("The browser's side", || build_browser_side(context, side))?;
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

fn build_browser_side(context: &Context, side: BrowserSide) -> Result<Outcome> {
    let stamp = Stamp::of(context, "browser", &BROWSER_INPUTS, &format!("{side:?}"))?;
    if stamp.is_current() && is_built(context) {
        return Ok(Outcome::Unchanged);
    }
    let list = context.root.join("frontend/generated/charts.txt");
    let charts = fs::read_to_string(&list).map_err(Error::io(format!("reading {}", list.display())))?;
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
        // Trunk takes its value for a flag of its own and stops.
        trunk.env_remove("NO_COLOR");
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
    cargo.args(["build", "--package", "server"]);
    if server == Server::Release {
        cargo.arg("--release");
    }
    quiet(context, "server", &mut cargo)?;
    Ok(Outcome::Done)
}
