//! What is wrong with a part of a workbook.

use std::io;

/// What is wrong with a part.
#[derive(Debug, thiserror::Error)]
pub(super) enum PartError {
    /// The archive unpacks to more than it may.
    #[error("it unpacks to too much")]
    TooLarge,
    /// It is no XML, or its XML is not sound.
    #[error(transparent)]
    Xml(#[from] quick_xml::Error),
    /// It could not be written.
    #[error(transparent)]
    Write(#[from] io::Error),
    /// It is sound XML and says what no workbook says.
    #[error("{0}")]
    Forged(String),
}

impl From<quick_xml::events::attributes::AttrError> for PartError {
    fn from(error: quick_xml::events::attributes::AttrError) -> Self {
        Self::Xml(error.into())
    }
}
