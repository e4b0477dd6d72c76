//! `OpenID` Connect: leads a browser to an organization's provider, and checks what the provider answers (`OpenID` Connect Core 1.0
//! and Discovery 1.0, by the authorization code with PKCE, RFC 7636).
//!
//! Nothing is remembered of a provider: what it says of itself and its keys are asked for at each sign-in, so that a key which
//! was rotated is known and one that was withdrawn is not taken any more. No clock, and no randomness but the caller's.

mod claims;
mod error;
mod fetch;
mod flow;
mod metadata;
mod token;

pub use claims::Who;
pub use error::OpenIdError;
pub use fetch::{Client, FetchError};
pub use flow::{Attempt, Provider};
