//! Second factors: an authenticator app (TOTP, RFC 6238) with recovery codes. A passkey counts as one too: it signs in alone.
//!
//! Only this module knows who has a second factor and who needs one ([`of_people`], [`is_needed`]).

mod account;
mod begin;
mod check;
mod confirm;
mod first_proof;
mod guess;
mod recovery;
mod remove;
mod state;
mod step;
#[cfg(test)]
mod tests;
mod totp;

use sea_orm::DbErr;

use crate::db::throttle::Throttled;

pub(crate) use crate::people::own_account::{event, first_organization};
pub(crate) use state::of_people;
#[cfg(any(test, feature = "testing"))]
pub(crate) use totp::code_at;

pub use crate::people::own_account::Account;
pub use begin::{Offer, begin};
pub use check::{Given, check};
pub use confirm::confirm;
pub use first_proof::Beginning;
pub use guess::Asked;
pub use recovery::renew as renew_recovery_codes;
pub use remove::{remove, remove_by_operator};
pub(crate) use state::has_own;
pub use state::{State, has_any, is_needed, state};
pub use step::{STEP_LIFETIME, Step, close_step, count_try, open_step, step};

/// Why an operation on a second factor failed.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// The code is invalid, already used, or another person's.
    #[error("This code is wrong or was already used. Wait for the next one.")]
    Wrong,
    /// There is nothing to confirm or to remove.
    #[error("There is no authenticator app to set up. Start again.")]
    Nothing,
    /// One of the person's organizations requires a second factor.
    #[error("{0} requires a second factor. You can set up another authenticator app, but not remove it.")]
    Required(String),
    /// Too many recent failures.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The secret can't be opened: it was sealed with a different key.
    #[error(
        "a second factor can't be opened: it was sealed with a different key than the one in the folder of the signing keys"
    )]
    Sealed,
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

/// A code without the spaces and hyphens that make it readable.
fn plain(code: &str) -> String {
    code.chars().filter(|sign| !sign.is_whitespace() && *sign != '-').take(64).collect()
}
