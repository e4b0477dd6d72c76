//! What a command tells whoever typed it. They may have stopped reading, as `head` does: that fails no command.

use std::fmt::Display;
use std::io::{ErrorKind, Write as _, stderr, stdout};
use std::thread;

use super::Error;

/// Writes a line to standard output: what was asked for. Fails where it can't be kept, such as on a full disk.
pub fn say(line: impl Display) -> Result<(), Error> {
    match writeln!(stdout(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::io("writing the output")(error)),
        _ => Ok(()),
    }
}

/// Writes a line to standard error: what is worth knowing besides.
pub fn note(line: impl Display) {
    // There is nowhere to tell that it can't be told.
    let _ = writeln!(stderr(), "{line}");
}

/// Writes a line to standard output while the server goes on, whether anybody reads it or not.
pub fn announce(line: String) {
    thread::spawn(move || {
        if let Err(error) = say(line) {
            tracing::warn!(%error, "standard output took no line");
        }
    });
}
