//! Single sign-on by `OpenID` Connect, for each organization: its provider, attempts under way, and who is admitted. The crate
//! `openid` makes the requests to a provider and checks its responses.

mod admit;
mod attempt;
mod provider;
mod save;

use model::Refused;
use model::access::Forbidden;
use sea_orm::DbErr;

use crate::db::throttle::Throttled;
use crate::people::AddError;

pub use admit::{Coming, admit};
pub use attempt::{Attempt, LIFETIME, begin, succeed, take};
pub use provider::{Provider, of_address, of_organization, see};
pub use save::{Saving, save};

/// At most this many values are mapped to roles.
pub const MAPPED_LIMIT: usize = 50;
/// An issuer, a client ID, a secret, a claim or a value has at most this many characters.
pub const TEXT_LIMIT: usize = 500;

/// Why an operation on single sign-on failed.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// The permit is for something else, or nothing is set up (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The person who sets it does not rank high enough for a role.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// A setting is invalid.
    #[error("{message}")]
    Setting {
        /// The setting: `issuer`, `client_id`, `secret`, `role_claim`, `default_role`, `roles`, `factor_value` or
        /// `trusted_audiences`.
        field: &'static str,
        /// What is wrong and what is allowed.
        message: String,
    },
    /// Somebody else saved in the meantime (R19).
    #[error("Somebody else has changed these settings since you opened them. Yours are not saved yet.")]
    Changed,
    /// The secret can't be sealed or opened: the key folder is a different one.
    #[error("The client secret can no longer be read. Enter it again.")]
    Sealed,
    /// The attempt is unknown, another browser's, used or too old.
    #[error("This sign-in took too long, or was started in another browser. Start again.")]
    Over,
    /// Too many sign-ins were begun from one network address recently.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The address is in none of the organization's verified mail domains.
    #[error("Your address is not in a mail domain of the organization. Ask its admin.")]
    ForeignDomain,
    /// The account also belongs to another organization.
    #[error(
        "Your address has an account that belongs to another organization. Sign in as before, and ask for an invitation."
    )]
    OtherOrganization,
    /// The account administers the organization, and its person has not linked it to the provider themselves.
    #[error(
        "Your account administers an organization, so a provider can sign you in only after you confirm it. Sign in as before, \
         then use single sign-on once in the same browser."
    )]
    Administers,
    /// The account is linked to somebody else at this provider.
    #[error(
        "Your address has an account that belongs to somebody else at your organization's provider. If it is yours, sign in as \
         before, then use single sign-on once in the same browser."
    )]
    OtherSubject,
    /// The person who sets it is not an Admin.
    #[error("Single sign-on controls access and roles: only an Admin or the Super Admin can set it up.")]
    NotAdmin,
    /// The person's name or address is invalid.
    #[error(transparent)]
    Person(AddError),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

#[cfg(test)]
mod tests;
