//! Passkeys: a person signs in by what its device holds and lets go of for its finger or PIN alone, without a password.
//! What is signed and checked is webauthn-rs' business (W3C Web Authentication, levels 2 and 3).

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
pub use list::{Listed, list};
pub use register::{begin_adding, finish_adding};
pub use relying_party::RelyingParty;
pub use sign_in::{Known, begin_signing_in, finish_signing_in};

/// A person has at most this many passkeys.
pub const LIMIT: u64 = 20;

/// Why nothing was done with passkeys.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// There is no such passkey of that person (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The portal is reached by an IP address, and passkeys belong to names.
    #[error("Passkeys need the portal to be reached by a name, not by an IP address.")]
    NoName,
    /// The challenge is unknown, was answered already, or took too long.
    #[error("This took too long, or was done already. Try again.")]
    Over,
    /// The authenticator's answer is not right.
    #[error("The passkey was not accepted. Use another one, or sign in another way.")]
    Wrong,
    /// The person has it already.
    #[error("This passkey was added already.")]
    Exists,
    /// The person has as many as there may be.
    #[error("You have {LIMIT} passkeys, and no more are kept. Remove one that you don't use.")]
    TooMany,
    /// It is confirmed by a proof that is not its person's own.
    #[error(
        "An organization's single sign-on can't confirm a passkey. Sign in with your password, or with a passkey of your own."
    )]
    NotOwn,
    /// The name can't be one.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Too many failures of late.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// What is kept of a passkey or a challenge can't be written or read.
    #[error("A passkey can't be kept: {0}")]
    Json(#[from] serde_json::Error),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// Notes why no challenge could be made: it is no fault of the person's.
fn not_begun(error: WebauthnError) -> PasskeyError {
    tracing::error!(%error, "a passkey's challenge could not be made");
    PasskeyError::Wrong
}

#[cfg(test)]
pub(crate) mod tests;
