//! `cargo xtask bench`: measures the portal beside what people use today, and writes docs/BENCHMARKS.md.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::BenchPart;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::package::{self, System};
use crate::part::{self, BUILD_STEPS, BrowserSide, Server};
use crate::process::quiet;
use crate::progress::{Outcome, Progress};
use crate::tool;

/// The steps besides the build of the portal, and those that only the wasm of the benchmark needs.
const STEPS: usize = 3;
const WASM_STEPS: usize = 4;

/// Builds what is needed, then measures the parts one after the other. Each part writes its own table.
pub fn bench(context: &Context, parts: &[BenchPart]) -> Result<ExitCode> {
    let needs_portal = parts.iter().any(|part| *part != BenchPart::Facets);
    let needs_wasm = parts.contains(&BenchPart::Facets);
    let portal_steps = if needs_portal { BUILD_STEPS } else { 0 };
    let wasm_steps = if needs_wasm { WASM_STEPS } else { 0 };
    let progress = Progress::new(portal_steps + wasm_steps + STEPS);

    if needs_portal {
        part::build(context, &progress, BrowserSide::Small, Server::Release)?;
    }
    progress.step("Packages for the browser tests", || package::npm(context, "end2end"))?;
    progress.step("Packages for the benchmarks", || package::npm(context, "end2end/bench"))?;
    progress.step("Chromium", || System::Chromium.provide(context))?;
    let wasm = context.target.join("bench/wasm");
    if needs_wasm {
        progress.step("wasm-opt", || package::npm(context, "frontend/assets"))?;
        progress.step("Rust for the browser", || tool::provide_wasm_target(context))?;
        progress.step(&tool::WASM_BINDGEN.title(), || tool::WASM_BINDGEN.provide(context))?;
        progress.step("The report as wasm", || build_wasm(context, &wasm))?;
    }

    let mut node = context.command("node");
    node.arg("end2end/bench/main.mjs").args(parts.iter().map(|part| part.name()));
    node.env("CHROMIUM", System::Chromium.require(context)?);
    node.env("GRANTRY_BIN", context.server_binary("release")).env("GRANTRY_BENCH_WASM", &wasm);
    let status = node.status().map_err(Error::io("starting node"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Makes `model::report` callable from a page, compiled and shrunk as the portal's own wasm is.
fn build_wasm(context: &Context, folder: &PathBuf) -> Result<Outcome> {
    let mut cargo = context.cargo(["build", "--package", "bench", "--target", tool::WASM_TARGET]);
    quiet(context, "bench-wasm", cargo.args(["--profile", "wasm-release"]))?;
    let compiled = context.target.join(tool::WASM_TARGET).join("wasm-release/bench.wasm");
    fs::create_dir_all(folder).map_err(Error::io(format!("making {}", folder.display())))?;
    let mut bindgen = context.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(folder).arg(compiled);
    quiet(context, "bench-bindgen", &mut bindgen)?;
    let shrunk = folder.join("bench_bg.wasm");
    quiet(context, "bench-opt", context.command("wasm-opt").arg("-Oz").arg(&shrunk).arg("-o").arg(&shrunk))?;
    Ok(Outcome::Done)
}
