//! Runs other programs quietly, and keeps all their output.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use crate::context::Context;
use crate::error::{Error, Result};

/// A failure shows this many of the last lines.
const TAIL: usize = 40;
/// It shows at most this many lines of failing Rust tests.
const FAILURES: usize = 120;

/// A program's output and result.
pub struct Finished {
    /// Standard output and standard error, interleaved.
    pub output: String,
    /// Why it failed, if it did.
    pub failure: Option<Error>,
}

/// Runs `command` to its end and returns its output, which also goes to `target/xtask/log/NAME.log`.
///
/// # Errors
/// It could not be started, or it ended with a failure.
pub fn quiet(context: &Context, name: &str, command: &mut Command) -> Result<String> {
    let finished = finish(context, name, command)?;
    finished.failure.map_or(Ok(finished.output), Err)
}

/// Like [`quiet`], but also returns the output of a program that fails.
pub fn finish(context: &Context, name: &str, command: &mut Command) -> Result<Finished> {
    let line = command_line(command);
    let log = context.target.join("xtask/log").join(format!("{name}.log"));
    let starting = || format!("starting {line}");
    let mut file = File::create(&log).map_err(Error::io(format!("writing {}", log.display())))?;
    let (reader, writer) = io::pipe().map_err(Error::io(starting()))?;
    let copy = writer.try_clone().map_err(Error::io(starting()))?;
    command.stdin(Stdio::null()).stdout(writer).stderr(copy);
    let mut child = command.spawn().map_err(Error::io(starting()))?;
    // The command holds the writing ends of the pipe. Unless they are closed, reading would never end.
    command.stdout(Stdio::null()).stderr(Stdio::null());

    let mut output = String::new();
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes).map_err(Error::io(starting()))? > 0 {
        let text = String::from_utf8_lossy(&bytes);
        file.write_all(text.as_bytes()).map_err(Error::io(format!("writing {}", log.display())))?;
        if context.verbose {
            eprint!("{text}");
        }
        output.push_str(&text);
        bytes.clear();
    }
    let status = child.wait().map_err(Error::io(starting()))?;
    let failure = (!status.success()).then(|| {
        let tail = if context.verbose { String::new() } else { telling_lines(&output) };
        Error::Child { line, tail, log }
    });
    Ok(Finished { output, failure })
}

/// The version that a program prints; None if it is not installed.
pub fn version(context: &Context, program: &str) -> Option<String> {
    let output = context.command(program).arg("--version").stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The output of failing Rust tests, wherever it is, and the last lines.
fn telling_lines(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    let last = lines.len().saturating_sub(TAIL);
    let mut telling = Vec::new();
    let mut within = false;
    for line in &lines[..last] {
        // Cargo's harness begins each such part with "failures:" and ends it with the binary's result.
        within = (within || *line == "failures:") && !line.starts_with("test result:");
        if within && telling.len() < FAILURES {
            telling.push(*line);
        }
    }
    telling.extend_from_slice(&lines[last..]);
    telling.join("\n")
}

fn command_line(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        // Writing to a String can't fail.
        let _ = write!(line, " {}", argument.to_string_lossy());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_far_above_the_end_is_shown() {
        let failure = "test a ... FAILED\n\nfailures:\n\n---- a stdout ----\nboom\n\nfailures:\n    a\n\n\
            test result: FAILED. 0 passed; 1 failed\n";
        let output = format!("start\n{failure}{}", "test b ... ok\n".repeat(TAIL));
        let telling = telling_lines(&output);
        assert!(telling.contains("---- a stdout ----\nboom"));
        assert!(!telling.contains("start"));
        assert_eq!(telling.matches("test b").count(), TAIL);
    }
}
