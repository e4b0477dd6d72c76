//! Errors in a part of a workbook.

use std::io;

/// Why a part is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum PartError {
    /// The archive unpacks to more than allowed.
    #[error("it unpacks to too much")]
    TooLarge,
    /// It is not XML, or its XML is malformed.
    #[error(transparent)]
    Xml(#[from] quick_xml::Error),
    /// It could not be written.
    #[error(transparent)]
    Write(#[from] io::Error),
    /// It is well-formed XML that no workbook contains.
    #[error("{0}")]
    Forged(String),
}

impl From<quick_xml::events::attributes::AttrError> for PartError {
    fn from(error: quick_xml::events::attributes::AttrError) -> Self {
        Self::Xml(error.into())
    }
}
