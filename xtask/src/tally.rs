//! Results of tests and checks.

use std::fmt;
use std::process::Command;

use crate::context::Context;
use crate::error::Result;
use crate::process::finish;

/// The number of tests that passed and failed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed tests, and passed parts that don't consist of tests.
    pub passed: usize,
    /// Failed tests and parts.
    pub failed: usize,
    /// The names of tests that failed once and passed when run again. They count as passed.
    pub flaky: Vec<String>,
    /// Skipped parts, each with what to do about it.
    pub skipped: Vec<String>,
}

/// Reads from a program's output how many of its tests passed and failed.
pub type Count = fn(&str) -> Tally;

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if !self.flaky.is_empty() {
            write!(f, ", {} only when run again\nFailed once: {}", self.flaky.len(), self.flaky.join("; "))?;
        }
        if !self.skipped.is_empty() {
            write!(f, ", {} skipped\nSkipped: {}", self.skipped.len(), self.skipped.join("; "))?;
        }
        Ok(())
    }
}

impl Tally {
    /// Adds the result of a part: how many of its tests passed, or why it failed. Prints a failure immediately. Returns whether
    /// there was none.
    pub fn record(&mut self, result: Result<usize>) -> bool {
        match result {
            Ok(passed) => self.passed += passed,
            Err(error) => {
                self.failed += 1;
                println!("\n{error}\n");
                return false;
            }
        }
        true
    }

    /// Runs a program that runs tests, and adds the results on the lines that `count` understands.
    pub fn run(
        &mut self,
        context: &Context,
        name: &str,
        command: &mut Command,
        count: Count,
    ) -> Result<((), String)> {
        let finished = finish(context, name, command)?;
        let counted = count(&finished.output);
        let told = counted.to_string();
        self.passed += counted.passed;
        self.flaky.extend(counted.flaky);
        match finished.failure {
            None => Ok(((), told)),
            Some(failure) => {
                // The failure itself is recorded as one.
                self.failed += counted.failed.saturating_sub(1);
                Err(failure)
            }
        }
    }
}
