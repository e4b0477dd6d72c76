//! Builds the tests of a package in the copy and runs them until the first one fails.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::copy::Copy;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::process::finish;

/// The result of the tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A test failed, this one first.
    Killed(String),
    /// All tests passed.
    Survived,
    /// The code does not compile.
    DoesNotCompile,
}

impl Verdict {
    /// The words in the table.
    pub fn words(&self) -> String {
        match self {
            Self::Killed(test) => format!("killed by {test}"),
            Self::Survived => "SURVIVED".to_owned(),
            Self::DoesNotCompile => "DOES NOT COMPILE".to_owned(),
        }
    }
}

/// The package whose tests run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package {
    pub name: &'static str,
    /// Its folder below the project's.
    pub folder: &'static str,
}

impl Package {
    /// Builds its tests and runs them, on `SQLite` only.
    pub fn test(self, context: &Context, copy: &Copy) -> Result<Verdict> {
        let Some(program) = self.build(context, copy)? else { return Ok(Verdict::DoesNotCompile) };
        // Interrupted tests leave their databases behind; these go with this folder.
        let temporary = context.target.join("mutants/tmp");
        fs::create_dir_all(&temporary).map_err(Error::io(format!("making {}", temporary.display())))?;
        let mut tests = context.command(&program.to_string_lossy());
        tests
            .current_dir(copy.root.join(self.folder))
            .env("TMPDIR", &temporary)
            .env_remove("TEST_DATABASE_URL");
        let verdict = run(&mut tests);
        fs::remove_dir_all(&temporary).map_err(Error::io(format!("removing {}", temporary.display())))?;
        verdict
    }

    /// The program with the unit tests; None if it does not compile.
    fn build(self, context: &Context, copy: &Copy) -> Result<Option<PathBuf>> {
        let mut cargo = context.background_cargo();
        cargo.args(["test", "--package", self.name, "--lib", "--no-run"]).current_dir(&copy.root);
        cargo.env("CARGO_TARGET_DIR", context.target.join("mutants/target"));
        let finished = finish(context, "mutants", &mut cargo)?;
        if finished.failure.is_some() {
            return Ok(None);
        }
        // Cargo names it: `Executable unittests src/lib.rs (/path/to/store-0123456789abcdef)`.
        let line = finished.output.lines().find(|line| line.trim_start().starts_with("Executable"));
        let path = line.and_then(|line| line.rsplit_once('(')?.1.strip_suffix(')'));
        Ok(path.map(|path| copy.root.join(path)))
    }
}

fn run(tests: &mut Command) -> Result<Verdict> {
    let running = || "running the tests".to_owned();
    let mut child = tests
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(Error::io(running()))?;
    let mut failed = None;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line.map_err(Error::io(running()))?;
            if let Some(name) = line.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... FAILED")) {
                failed = Some(name.to_owned());
                child.kill().map_err(Error::io(running()))?;
                break;
            }
        }
    }
    let status = child.wait().map_err(Error::io(running()))?;
    Ok(match failed {
        Some(test) => Verdict::Killed(test),
        None if status.success() => Verdict::Survived,
        None => Verdict::Killed(format!("the end of the test program ({status})")),
    })
}
