//! Output for the person who typed a command. They may have stopped reading, as `head` does: no command fails for that.

use std::fmt::Display;
use std::io::{ErrorKind, Write as _, stderr, stdout};
use std::thread;

use super::Error;

/// Writes a line of the result to standard output. Fails if it can't be written, such as to a full disk.
pub fn say(line: impl Display) -> Result<(), Error> {
    match writeln!(stdout(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::io("writing the output")(error)),
        _ => Ok(()),
    }
}

/// Writes a line of additional information to standard error.
pub fn note(line: impl Display) {
    // If standard error fails, there is nowhere left to report it.
    let _ = writeln!(stderr(), "{line}");
}

/// Writes a line to standard output while the server keeps running, whether or not anybody reads it.
pub fn announce(line: String) {
    thread::spawn(move || {
        if let Err(error) = say(line) {
            tracing::warn!(%error, "a line could not be written to standard output");
        }
    });
}
