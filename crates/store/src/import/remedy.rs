//! Choices that let a file, or a row, be imported as it is.

use super::PlanError;
use super::reading::OpenColumn;

/// A choice that resolves a refusal. How it is made differs, so messages name the switch or the control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remedy {
    /// The encoding of a text file ([`TextEncoding`](super::TextEncoding)).
    Encoding,
    /// The order of day and month ([`DateOrder`](super::DateOrder)).
    Dates,
    /// The decimal mark ([`DecimalMark`](super::DecimalMark)).
    Numbers,
    /// Days with a time of day are read as written ([`Times`](super::Times)).
    Times,
    /// Missing organizations are added.
    AddMissing,
    /// Licenses of other organizations stay there, or move ([`Owners`](super::Owners)).
    Owners,
    /// Licenses of other people remain theirs.
    KeepOwners,
    /// The sheet of a workbook.
    Sheet,
    /// The line of the headings, or the mapping of columns to fields.
    Headings,
    /// The mapping of columns to fields, or a single value for the whole file.
    Columns,
}

impl PlanError {
    /// The choice that lets the file be imported, if there is one.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Encoding { .. } => Some(Remedy::Encoding),
            Self::Sheets { .. } => Some(Remedy::Sheet),
            Self::Missing { .. } => Some(Remedy::Headings),
            Self::Doubled { .. } => Some(Remedy::Columns),
            // Each column has its own.
            Self::Open(_) | Self::Refused(_) | Self::OtherColumns | Self::NoRows | Self::Database(_) => None,
        }
    }
}

impl OpenColumn {
    /// The choice that the person has to make.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Dates { .. } => Remedy::Dates,
            Self::Numbers { .. } => Remedy::Numbers,
            Self::Amounts { .. } | Self::Status { .. } => Remedy::Columns,
        }
    }
}

/// The choice that lets a cell be read, if there is one.
pub(super) fn of_value(error: &spreadsheet::ValueError) -> Option<Remedy> {
    use spreadsheet::ValueError::{OpenMark, OpenOrder, TimeOfDay, Zone};
    match error {
        TimeOfDay(_) | Zone(_) => Some(Remedy::Times),
        OpenOrder(_) => Some(Remedy::Dates),
        OpenMark(_) => Some(Remedy::Numbers),
        _ => None,
    }
}
