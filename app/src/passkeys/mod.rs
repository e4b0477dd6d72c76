//! Passkeys: signing in without a password, and the list of one's own.

mod api;
#[cfg(feature = "csr")]
mod authenticator;
#[cfg(feature = "csr")]
mod dialogs;
#[cfg(feature = "csr")]
mod section;
#[cfg(feature = "csr")]
mod sign_in;

pub use api::*;
#[cfg(feature = "csr")]
pub use section::Passkeys;
#[cfg(feature = "csr")]
pub use sign_in::PasskeySignInPage;
