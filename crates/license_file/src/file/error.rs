//! Why a file doesn't open.

use super::{Algorithm, Kind};
use crate::instant::readable;

/// Why a file doesn't open, in the order in which it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Its first and last line are not there.
    #[error("this is not a license or machine file: its first and last line are not those of one")]
    NotAFile,
    /// A license file for a machine file, or the other way round.
    #[error("this is a {actual}; a {expected} is needed")]
    OtherKind {
        /// What the caller asked for.
        expected: Kind,
        /// What the file is.
        actual: Kind,
    },
    /// The text between the lines is not exactly what was written.
    #[error("the file is damaged: its text was changed or cut")]
    Damaged,
    /// An algorithm that nobody offers here.
    #[error("the file names an algorithm that is not supported")]
    AlgorithmNotSupported,
    /// An algorithm, but not the one the caller asked for.
    #[error("the file is of the form {actual}; {expected} is needed")]
    OtherAlgorithm {
        /// What the caller asked for.
        expected: Algorithm,
        /// What the file names.
        actual: Algorithm,
    },
    /// No published key made its signature.
    #[error("the file is not genuine: none of the published keys signed it")]
    NotGenuine,
    /// Genuine, but encrypted for another secret.
    #[error("the file is genuine, but belongs to another license key or deployment")]
    WrongSecret,
    /// Genuine, but the document in it has another form than [`Document`].
    #[error("the file is genuine, but what it holds can't be understood")]
    NotUnderstood,
    /// The clock stands before an instant that has been.
    #[error("the clock stands before {}, an instant that has passed: it was set back", readable(*.passed))]
    ClockRolledBack {
        /// When the file was made, or when the clock was last seen.
        passed: i64,
    },
    /// Its time to live is over.
    #[error("the file held until {}; check out a new one", readable(*.expiry))]
    Expired {
        /// The last instant at which it would open.
        expiry: i64,
    },
}
