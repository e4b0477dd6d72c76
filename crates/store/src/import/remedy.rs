//! What a person can choose so that a file, or a row, is taken as it is.

use super::PlanError;
use super::reading::OpenColumn;

/// A choice that resolves a refusal. How it is made differs, so whoever tells of it names the switch or the control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remedy {
    /// The encoding of a text file ([`TextEncoding`](super::TextEncoding)).
    Encoding,
    /// The order of day and month ([`DateOrder`](super::DateOrder)).
    Dates,
    /// What starts a fraction ([`DecimalMark`](super::DecimalMark)).
    Numbers,
    /// Days with a time of day are taken as they are written ([`Times`](super::Times)).
    Times,
    /// Organizations that are not there are added.
    AddMissing,
    /// Licenses of other organizations stay there, or move ([`Owners`](super::Owners)).
    Owners,
    /// Licenses of other people stay theirs.
    KeepOwners,
    /// Which column fills which field, or one value for the whole file.
    Columns,
}

impl PlanError {
    /// What the person can choose so that the file is taken.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Encoding { .. } => Some(Remedy::Encoding),
            Self::Missing { .. } | Self::Doubled { .. } => Some(Remedy::Columns),
            // Each column has its own.
            Self::Open(_) | Self::NotPermitted | Self::OtherColumns | Self::NoRows | Self::Database(_) => {
                None
            }
        }
    }
}

impl OpenColumn {
    /// What the person has to choose.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Dates { .. } => Remedy::Dates,
            Self::Numbers { .. } => Remedy::Numbers,
        }
    }
}

/// What the person can choose so that a cell is taken.
pub(super) fn of_value(error: &spreadsheet::ValueError) -> Option<Remedy> {
    use spreadsheet::ValueError::{OpenMark, OpenOrder, TimeOfDay, Zone};
    match error {
        TimeOfDay(_) | Zone(_) => Some(Remedy::Times),
        OpenOrder(_) => Some(Remedy::Dates),
        OpenMark(_) => Some(Remedy::Numbers),
        _ => None,
    }
}
