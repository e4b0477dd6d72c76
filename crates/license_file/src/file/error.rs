//! Why a file doesn't open.

use super::{Algorithm, Kind};
use crate::instant::readable;

/// Why a file doesn't open, in the order of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Its first or last line is missing.
    #[error("this is not a license or machine file: its first and last lines are not those of either")]
    NotAFile,
    /// A license file instead of a machine file, or the other way round.
    #[error("this is a {actual}; a {expected} is needed")]
    OtherKind {
        /// The kind that the caller asked for.
        expected: Kind,
        /// The kind that the file has.
        actual: Kind,
    },
    /// The text between the lines is not exactly as written.
    #[error("the file is damaged: its text was changed or truncated")]
    Damaged,
    /// The file names an unknown algorithm.
    #[error("the file names an algorithm that is not supported")]
    AlgorithmNotSupported,
    /// An algorithm, but not the one the caller asked for.
    #[error("the file has the form {actual}; {expected} is needed")]
    OtherAlgorithm {
        /// The algorithm that the caller asked for.
        expected: Algorithm,
        /// The algorithm that the file names.
        actual: Algorithm,
    },
    /// No published key made its signature.
    #[error("the file is not genuine: none of the published keys signed it")]
    NotGenuine,
    /// Genuine, but encrypted for another secret.
    #[error("the file is genuine, but belongs to another license key or deployment")]
    WrongSecret,
    /// Genuine, but the document in it does not have the form of [`Document`].
    #[error("the file is genuine, but its content can't be understood")]
    NotUnderstood,
    /// The clock is behind an instant that has passed.
    #[error("the clock shows a time before {}, which has already passed: it was set back", readable(*.passed))]
    ClockRolledBack {
        /// When the file was made, or when the clock was last read.
        passed: i64,
    },
    /// Its time to live has ended.
    #[error("the file was valid until {}; check out a new one", readable(*.expiry))]
    Expired {
        /// The last instant at which it would open.
        expiry: i64,
    },
}
