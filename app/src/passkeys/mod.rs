//! Passkeys: signing in without a password, and one's own passkeys.

mod api;
#[cfg(feature = "csr")]
mod authenticator;
#[cfg(feature = "csr")]
mod dialogs;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod sign_in;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::{Passkeys, PasskeysPage};
#[cfg(feature = "csr")]
pub use sign_in::PasskeySignInPage;
