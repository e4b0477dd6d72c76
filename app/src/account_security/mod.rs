//! Sign-in & Security: how people sign in, and where they are signed in.

mod api;
#[cfg(feature = "csr")]
mod authenticator_app;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod password;
#[cfg(feature = "csr")]
mod sessions;

pub use api::*;
#[cfg(feature = "csr")]
pub use page::AccountSecurityPage;
