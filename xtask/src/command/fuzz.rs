//! `cargo xtask fuzz`: looks for bytes that make a parser of foreign input panic, or the server fail.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::cli;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::process::quiet;
use crate::progress::Progress;
use crate::tool;

/// A target in the folder `fuzz`.
struct Target {
    name: &'static str,
    /// The longest input, in bytes.
    longest: u32,
}

const TARGETS: [Target; 3] = [
    Target { name: "license_file", longest: 8 << 10 },
    Target { name: "json_api", longest: 8 << 10 },
    Target { name: "import_file", longest: 32 << 10 },
];

/// Fuzzes each target for the requested time. The next run starts from the inputs that this one kept.
pub fn fuzz(context: &Context, options: &cli::Minutes) -> Result<ExitCode> {
    let progress = Progress::new(2 + TARGETS.len());
    progress.step(&tool::CARGO_FUZZ.title(), || {
        if context.find("c++").is_none() {
            let what = "a C++ compiler is missing, which libFuzzer is built with".to_owned();
            let remedy = "sudo apt-get install -y g++    # or clang, with another package manager".to_owned();
            return Err(Error::Missing { what, remedy });
        }
        tool::CARGO_FUZZ.provide(context)
    })?;
    progress.timed("Targets", || {
        quiet(context, "fuzz-build", &mut cargo_fuzz(context, "build")).map(|_| ((), "built".to_owned()))
    })?;
    for target in TARGETS {
        let title = format!("{}, {} minutes", target.name, options.minutes);
        progress.timed(&title, || Ok(((), run(context, &target, options.minutes)?)))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// cargo-fuzz without a sanitizer: no code here is unsafe, so it looks for panics, overflows and hangs in twice as many inputs.
fn cargo_fuzz(context: &Context, command: &str) -> std::process::Command {
    let mut cargo = context.cargo(["fuzz", command, "--sanitizer", "none", "--target-dir"]);
    cargo.arg(context.target.join("fuzz/build"));
    cargo
}

fn run(context: &Context, target: &Target, minutes: u32) -> Result<String> {
    let folder = |kind: &str| {
        let path = context.target.join("fuzz").join(kind).join(target.name);
        fs::create_dir_all(&path).map_err(Error::io(format!("making {}", path.display())))?;
        Ok(path)
    };
    let (corpus, found) = (folder("corpus")?, folder("found")?);
    let mut fuzz = cargo_fuzz(context, "run");
    fuzz.arg(target.name).arg(&corpus).arg("--");
    fuzz.arg(format!("-max_total_time={}", u64::from(minutes) * 60))
        .arg(format!("-max_len={}", target.longest));
    fuzz.arg(format!("-artifact_prefix={}/", found.display()));
    // In seconds, for one input.
    fuzz.args(["-timeout=10", "-print_final_stats=1"]);
    let words = context.root.join("fuzz/words").join(target.name);
    if words.is_file() {
        fuzz.arg(format!("-dict={}", words.display()));
    }
    fuzz.env("GRANTRY_FUZZ_SEEDS", &corpus);
    let output = quiet(context, &format!("fuzz-{}", target.name), &mut fuzz)?;
    Ok(told(&output, &corpus))
}

/// The summary of libFuzzer: how many inputs it tried, and how many parts of the code they reached.
fn told(output: &str, corpus: &Path) -> String {
    let after = |line: &str, mark: &str| {
        let rest = line.split_once(mark)?.1.trim_start();
        rest.split_whitespace().next().map(str::to_owned)
    };
    let last = |mark: &str| output.lines().rev().find_map(|line| after(line, mark)).unwrap_or_default();
    let kept = fs::read_dir(corpus).map_or(0, Iterator::count);
    let (tried, edges) = (last("stat::number_of_executed_units:"), last(" cov: "));
    format!("{tried} inputs, {edges} edges of the code reached, {kept} inputs kept; nothing found,")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libfuzzer_says_is_read_from_its_end() {
        let output = "#8 NEW    cov: 10 ft: 11 corp: 2/3b\n#99 DONE   cov: 21 ft: 40 corp: 9/99b exec/s: 12\n\
            stat::number_of_executed_units: 99\nstat::average_exec_per_sec:     12\n";
        let told = told(output, Path::new("/nowhere"));
        assert!(told.starts_with("99 inputs, 21 edges"), "{told}");
    }
}
