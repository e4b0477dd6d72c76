//! Runs the tests of a package in the copy until the first one fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::copy::Copy;
use super::guard;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::process::finish;
use crate::progress::now;

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

/// The program with a package's unit tests.
pub struct Program {
    path: PathBuf,
    folder: PathBuf,
    /// For its databases: interrupted tests leave theirs behind.
    temporary: PathBuf,
}

/// A test, and what is known about it after it has passed.
pub struct Test {
    pub name: String,
    took: Duration,
    /// The numbers of the mutations whose places it reaches.
    reaches: BTreeSet<usize>,
}

impl Package {
    /// Builds the program with its tests; None if it does not compile.
    pub fn build(self, context: &Context, copy: &Copy) -> Result<Option<Program>> {
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
        Ok(path.map(|path| Program {
            path: copy.root.join(path),
            folder: copy.root.join(self.folder),
            temporary: context.target.join("mutants/tmp"),
        }))
    }
}

impl Program {
    /// Runs each test once, unchanged. Returns them, the quickest first, or the name of one that fails.
    pub fn learn(&self) -> Result<std::result::Result<Vec<Test>, String>> {
        let listed = self.command(&["--list", "--format", "terse"]).output();
        let listed = listed.map_err(Error::io("listing the tests"))?;
        let listed = String::from_utf8_lossy(&listed.stdout);
        let names: Vec<&str> = listed.lines().filter_map(|line| line.strip_suffix(": test")).collect();
        let tests = Mutex::new(Vec::with_capacity(names.len()));
        let failed = self.first_failure(&names, |name, slot, run| {
            let reached = self.temporary.join(format!("reached-{slot}"));
            let begun = now();
            if !run(&[(guard::REACHED, reached.as_os_str())])? {
                return Ok(false);
            }
            // A test that reaches nothing creates no file.
            let numbers = numbers(&fs::read_to_string(&reached).unwrap_or_default());
            let _ = fs::remove_file(&reached);
            let test = Test { name: name.to_owned(), took: now() - begun, reaches: numbers };
            tests.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(test);
            Ok(true)
        })?;
        if let Some(failed) = failed {
            return Ok(Err(failed));
        }
        let mut tests = tests.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        tests.sort_by_key(|test| test.took);
        Ok(Ok(tests))
    }

    /// Runs the tests that reach a mutation's place, with the mutation on.
    pub fn with(&self, number: usize, tests: &[Test]) -> Result<Verdict> {
        let reaching = tests.iter().filter(|test| test.reaches.contains(&number));
        let names: Vec<&str> = reaching.map(|test| test.name.as_str()).collect();
        let number = number.to_string();
        let failed = self.first_failure(&names, |_, _, run| run(&[(guard::ON, number.as_ref())]))?;
        Ok(failed.map_or(Verdict::Survived, Verdict::Killed))
    }

    /// Runs all tests, as they are compiled.
    pub fn plainly(&self, tests: &[Test]) -> Result<Verdict> {
        let names: Vec<&str> = tests.iter().map(|test| test.name.as_str()).collect();
        let failed = self.first_failure(&names, |_, _, run| run(&[]))?;
        Ok(failed.map_or(Verdict::Survived, Verdict::Killed))
    }

    /// Runs tests, each in a process of its own and one per processor, until one fails. Returns its name. `attempt` gets the name,
    /// the number of the worker, and a function that runs the test with variables and returns whether it passes.
    fn first_failure(
        &self,
        names: &[&str],
        attempt: impl Fn(&str, usize, Run<'_>) -> Result<bool> + Sync,
    ) -> Result<Option<String>> {
        fs::create_dir_all(&self.temporary)
            .map_err(Error::io(format!("making {}", self.temporary.display())))?;
        let next = AtomicUsize::new(0);
        let outcome = Mutex::new(Ok(None));
        let work = |worker: usize| {
            while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                let run = |variables: &[(&str, &std::ffi::OsStr)]| {
                    let mut command = self.command(&["--exact", name]);
                    command.envs(variables.iter().copied());
                    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
                    let status = command.status().map_err(Error::io("running the tests"))?;
                    Ok(status.success())
                };
                let failed = match attempt(name, worker, &run) {
                    Ok(true) => continue,
                    Ok(false) => Ok(Some((*name).to_owned())),
                    Err(error) => Err(error),
                };
                // The others end with the test that they are at.
                next.store(names.len(), Ordering::Relaxed);
                *outcome.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = failed;
            }
        };
        let workers = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        thread::scope(|scope| {
            for worker in 0..workers {
                let work = &work;
                scope.spawn(move || work(worker));
            }
        });
        fs::remove_dir_all(&self.temporary)
            .map_err(Error::io(format!("removing {}", self.temporary.display())))?;
        outcome.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// A command on `SQLite` only.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(Path::new(&self.path));
        command.args(arguments).current_dir(&self.folder).env("TMPDIR", &self.temporary);
        command.env_remove("TEST_DATABASE_URL");
        command
    }
}

/// Runs a test with variables. Returns whether it passes.
type Run<'a> = &'a dyn Fn(&[(&str, &std::ffi::OsStr)]) -> Result<bool>;

fn numbers(text: &str) -> BTreeSet<usize> {
    text.lines().filter_map(|line| line.parse().ok()).collect()
}
