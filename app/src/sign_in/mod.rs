//! Signing in and out.

mod api;
#[cfg(feature = "csr")]
mod other_ways;
#[cfg(feature = "csr")]
mod page;
mod signed_in;

pub use api::{SignIn, SignOut, sign_in, sign_out};
#[cfg(feature = "csr")]
pub(crate) use other_ways::{go_on, other_ways};
#[cfg(feature = "csr")]
pub use page::SignInPage;
pub use signed_in::SignedIn;
