//! Signing in and out.

mod api;
#[cfg(feature = "csr")]
mod page;
mod signed_in;
#[cfg(feature = "csr")]
mod ways;

pub use api::{SignIn, SignOut, sign_in, sign_out};
#[cfg(feature = "csr")]
pub use page::SignInPage;
pub use signed_in::SignedIn;
#[cfg(feature = "csr")]
pub(crate) use ways::{go_on, other_ways};
