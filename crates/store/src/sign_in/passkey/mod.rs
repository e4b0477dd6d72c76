//! Passkeys: people sign in without a password, by a secret that their device uses only for their finger or PIN. The crate
//! webauthn-rs makes the challenges and checks the responses (W3C Web Authentication, levels 2 and 3).

mod challenge;
mod edit;
mod list;
mod register;
mod relying_party;
mod sign_in;

use model::Refused;
use sea_orm::DbErr;
use webauthn_rs::prelude::WebauthnError;

use crate::db::throttle::Throttled;
use crate::text::NameError;

pub use edit::{confirm, remove, rename};
pub use list::list;
pub use register::{begin_adding, finish_adding};
pub use relying_party::RelyingParty;
pub use sign_in::{Known, begin_signing_in, finish_signing_in};

/// A person has at most this many passkeys.
pub const LIMIT: u64 = 20;

/// Why an operation on passkeys failed.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// The person has no such passkey (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The portal's address is an IP address, and passkeys belong to names.
    #[error("Passkeys work only if the portal is opened by name, not by IP address.")]
    NoName,
    /// The challenge is unknown, was already answered, or took too long.
    #[error("This took too long, or was already done. Try again.")]
    Over,
    /// The authenticator's response is wrong.
    #[error("The passkey was not accepted. Use another one, or sign in another way.")]
    Wrong,
    /// The person already has this passkey.
    #[error("This passkey was already added.")]
    Exists,
    /// The person has [`LIMIT`] passkeys already.
    #[error("You can have up to {LIMIT} passkeys. Remove one that you don't use.")]
    TooMany,
    /// The proof that confirms it is not the person's own.
    #[error(
        "An organization's single sign-on can't confirm a passkey. Sign in with your password, or with a passkey of your own."
    )]
    NotOwn,
    /// The name is invalid.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Too many recent failures.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// A stored passkey or challenge can't be written or read.
    #[error("The passkey can't be saved: {0}")]
    Json(#[from] serde_json::Error),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Logs why no challenge could be made: it is not the person's fault.
fn not_begun(error: WebauthnError) -> PasskeyError {
    tracing::error!(%error, "a passkey's challenge could not be created");
    PasskeyError::Wrong
}

#[cfg(test)]
pub(crate) mod tests;
