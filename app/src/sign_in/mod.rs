//! Signing in and out.

mod api;
#[cfg(feature = "csr")]
mod page;
#[cfg(feature = "csr")]
mod ways;

pub use api::{SignIn, SignOut, SignedIn, sign_in, sign_out};
#[cfg(feature = "csr")]
pub use page::SignInPage;
#[cfg(feature = "csr")]
pub(crate) use ways::{go_on, other_ways};
