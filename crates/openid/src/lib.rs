//! `OpenID` Connect: leads a browser to an organization's provider, and checks the provider's responses (`OpenID` Connect Core
//! 1.0 and Discovery 1.0, by the authorization code with PKCE, RFC 7636).
//!
//! Nothing about a provider is cached: its metadata and keys are fetched at each sign-in, so that a rotated key is known and a
//! withdrawn one is no longer accepted. Uses no clock, and no randomness but the caller's.

mod claims;
mod error;
mod fetch;
mod flow;
mod id_token;
mod metadata;

pub use claims::Who;
pub use error::OpenIdError;
pub use fetch::{Client, FetchError};
pub use flow::{Attempt, Provider};
