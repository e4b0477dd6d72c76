//! `cargo xtask bench`: compares the portal with what people use today, and writes docs/BENCHMARKS.md.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::build::{self, BUILD_STEPS, BrowserSide, Server};
use crate::cli::BenchPart;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::package::{self, System};
use crate::postgres::Postgres;
use crate::process::{quiet, version};
use crate::progress::{Outcome, Progress};
use crate::python::XLSX_WRITER;
use crate::tool;

/// The steps that all parts need.
const STEPS: usize = 2;

/// A need of some parts, with its number of steps.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// The whole portal.
    Portal,
    /// A browser.
    Browser,
    /// The report, compiled to wasm.
    Wasm,
    /// A server on both databases, without pages.
    Server,
    /// Other writers of workbooks.
    Writers,
    /// A server on SQLite, without pages.
    Alone,
}

impl Need {
    const ALL: [Self; 6] =
        [Self::Portal, Self::Browser, Self::Wasm, Self::Server, Self::Writers, Self::Alone];

    /// Returns whether a part has this need.
    fn is_of(self, part: BenchPart) -> bool {
        match part {
            BenchPart::Facets => matches!(self, Self::Browser | Self::Wasm),
            BenchPart::Table | BenchPart::Million | BenchPart::Load => {
                matches!(self, Self::Portal | Self::Browser)
            }
            BenchPart::Report => matches!(self, Self::Server | Self::Writers),
            BenchPart::Api | BenchPart::Scale => self == Self::Server,
            BenchPart::Siege => self == Self::Alone,
        }
    }

    fn steps(self) -> usize {
        match self {
            Self::Portal => BUILD_STEPS,
            Self::Browser | Self::Alone => 1,
            Self::Wasm => 4,
            Self::Server => 3,
            Self::Writers => 2,
        }
    }
}

/// Builds what is needed, then measures the parts one after the other. Each part writes its own table.
pub fn bench(context: &Context, parts: &[BenchPart]) -> Result<ExitCode> {
    let has = |need: Need| parts.iter().any(|part| need.is_of(*part));
    let own_steps = Need::ALL.into_iter().filter(|need| has(*need)).map(Need::steps);
    let progress = Progress::new(STEPS + own_steps.sum::<usize>());
    let mut node = context.command("node");
    node.arg("bench/main.mjs").args(parts.iter().map(|part| part.name()));
    node.env("GRANTRY_BIN", context.server_binary("release"));

    if has(Need::Portal) {
        build::build(context, &progress, BrowserSide::Small, Server::Release)?;
    }
    progress.step("Packages for the browser tests", || package::npm(context, "end2end"))?;
    progress.step("Packages for the benchmarks", || package::npm(context, "bench"))?;
    if has(Need::Browser) {
        progress.step("Chromium", || System::Chromium.provide(context))?;
        node.env("CHROMIUM", System::Chromium.require(context)?);
    }
    if has(Need::Wasm) {
        let wasm = context.target.join("bench/wasm");
        progress.step("wasm-opt", || package::npm(context, "frontend/assets"))?;
        progress.step("Rust for the browser", || tool::provide_wasm_target(context))?;
        progress.step(&tool::WASM_BINDGEN.title(), || tool::WASM_BINDGEN.provide(context))?;
        progress.step("The report as wasm", || build_wasm(context, &wasm))?;
        node.env("GRANTRY_BENCH_WASM", &wasm);
    }
    if has(Need::Writers) {
        progress.step(&XLSX_WRITER.title(), || XLSX_WRITER.provide(context))?;
        progress.step("The bare crate", || {
            let mut cargo =
                context.cargo(["build", "--release", "--package", "spreadsheet", "--example", "bare_report"]);
            quiet(context, "bench-bare", &mut cargo).map(|_| Outcome::Done)
        })?;
        node.env("GRANTRY_BENCH_PYTHON", XLSX_WRITER.program(context, "python"));
        node.env("GRANTRY_BENCH_BARE", context.target.join("release/examples/bare_report"));
    }
    if has(Need::Alone) {
        progress.step("Server alone", || build::server(context, Server::Release))?;
    }
    let postgres =
        if has(Need::Server) { Some(provide_server(context, &progress, &mut node)?) } else { None };
    let status = node.status().map_err(Error::io("starting node"))?;
    drop(postgres);
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Provides the release server and a durable PostgreSQL server, and passes both to the measurement.
fn provide_server(context: &Context, progress: &Progress, node: &mut Command) -> Result<Postgres> {
    progress.step("Server", || build::server(context, Server::Release))?;
    progress.step("wrk", || System::Wrk.provide(context))?;
    let (postgres, programs) = progress.timed("PostgreSQL to be measured", || {
        System::Postgres.provide(context)?;
        let initdb = System::Postgres.require(context)?;
        let initdb = initdb.canonicalize().map_err(Error::io("looking for PostgreSQL's programs"))?;
        let programs = initdb.parent().map(Path::to_path_buf).unwrap_or_default();
        let postgres = Postgres::start_durable(context)?;
        let told = format!("up at {}", postgres.url());
        Ok(((postgres, programs), told))
    })?;
    let software = version(context, &programs.join("postgres").to_string_lossy());
    let software =
        software.map(|told| told.replace("postgres (PostgreSQL)", "PostgreSQL")).unwrap_or_default();
    node.env("GRANTRY_BENCH_POSTGRES", postgres.url()).env("GRANTRY_BENCH_POSTGRES_BIN", programs);
    node.env("GRANTRY_BENCH_POSTGRES_LOG", Postgres::log(context)).env("GRANTRY_BENCH_SOFTWARE", software);
    Ok(postgres)
}

/// Makes `model::report` callable from a page, compiled and shrunk like the portal's own wasm.
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
