//! Activate License, for everybody with a key: as a dialog of a license's row and as a page.

mod api;

#[cfg(feature = "csr")]
mod form;
#[cfg(feature = "csr")]
mod page;
mod signed_file;

pub use api::*;
#[cfg(feature = "csr")]
pub use form::ActivateForm;
#[cfg(feature = "csr")]
pub use page::ActivatePage;
pub use signed_file::SignedFile;
