//! Single sign-on: signing in at an organization's own provider, and setting that up.

mod api;
#[cfg(feature = "csr")]
mod form;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod sign_in;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::SingleSignOnPage;
#[cfg(feature = "csr")]
pub use sign_in::SsoPage;
