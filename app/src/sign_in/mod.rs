//! Signing in and out.

mod api;
#[cfg(feature = "csr")]
mod page;

pub use api::{SignIn, SignOut, sign_in, sign_out};
#[cfg(feature = "csr")]
pub use page::SignInPage;
