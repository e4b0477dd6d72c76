//! Signing in and out.

mod api;
#[cfg(feature = "csr")]
mod page;

pub use api::{SignIn, SignOut, SignedIn, sign_in, sign_out};
#[cfg(feature = "ssr")]
pub(crate) use api::{by_password, open_session};
#[cfg(feature = "csr")]
pub use page::SignInPage;
