//! Why a command stopped.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// A result of this program.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a command stopped. Each prints as a sentence that says what to do next.
#[derive(Debug)]
pub enum Error {
    /// The command line is invalid; the text says where.
    Usage(String),
    /// Something is missing that this program does not install.
    Missing {
        /// The name of the missing thing.
        what: String,
        /// The command that installs it.
        remedy: String,
    },
    /// A child process failed.
    Child {
        /// The command line.
        line: String,
        /// The last lines of its output; empty if they were shown already.
        tail: String,
        /// The file with all of its output.
        log: PathBuf,
    },
    /// The system reported an error.
    Io {
        /// The step that failed.
        doing: String,
        /// The system's reason.
        source: io::Error,
    },
    /// A check found something; the text says what and where.
    Found(String),
    /// Parts of a check failed; they have been reported already.
    Checks,
}

impl Error {
    /// Adds to an I/O error what the program was doing.
    pub fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(reason) => write!(f, "{reason}\nTry `cargo xtask help`."),
            Self::Missing { what, remedy } => write!(f, "{what}. To get it:\n\n    {remedy}\n"),
            Self::Child { line, tail, log } => {
                if !tail.is_empty() {
                    writeln!(f, "{tail}\n")?;
                }
                write!(f, "Failed: {line}\nIts whole output: {}", log.display())
            }
            Self::Io { doing, source } => write!(f, "{doing}: {source}"),
            Self::Found(what) => f.write_str(what),
            Self::Checks => f.write_str("Some checks failed."),
        }
    }
}
