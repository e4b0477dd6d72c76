//! Single sign-on by `OpenID` Connect, for each organization: its provider, attempts that are under way, and who is let in.
//! What is asked of a provider and how its answer is checked is the crate `openid`'s.

mod admit;
mod attempt;
mod provider;
mod save;

use model::access::Forbidden;
use model::{Refused, RoleId};
use sea_orm::DbErr;

use crate::db::throttle::Throttled;
use crate::people::AddError;

pub use admit::{Coming, admit};
pub use attempt::{Attempt, LIFETIME, begin, succeed, take};
pub use provider::{Provider, of_address, of_organization, see};
pub use save::{Saving, save};

/// At most this many values are mapped to roles.
pub const MAPPED_LIMIT: usize = 50;
/// An issuer, a client ID, a secret, a claim or a value has at most so many characters.
pub const TEXT_LIMIT: usize = 500;

/// An organization's single sign-on as it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The provider's issuer identifier: an address.
    pub issuer: String,
    /// What the provider calls this portal.
    pub client_id: String,
    /// The claim that tells roles; empty: all have the default role.
    pub role_claim: String,
    /// The role of those whose claim says nothing of one.
    pub default_role: RoleId,
    /// Values of the claim, and the role of each; of several that a person has, the first counts.
    pub roles: Vec<(String, RoleId)>,
    /// What `acr` or `amr` says of those of whom the provider has asked for a second factor; empty: it tells nothing.
    pub factor_value: String,
    /// Who besides this portal a token may be for that does not say that it was made for this portal (`azp`): audiences, with blanks
    /// between.
    pub trusted_audiences: String,
    /// Whether an address is taken of which the provider does not say whether it has checked it.
    pub vouches_for_addresses: bool,
    /// Whether people sign in by it.
    pub enabled: bool,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// The permit is for something else, or there is nothing (R3).
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Who sets it does not stand high enough for a role.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Something that is set can't be.
    #[error("{message}")]
    Setting {
        /// Which: `issuer`, `client_id`, `secret`, `role_claim`, `default_role`, `roles`, `factor_value` or
        /// `trusted_audiences`.
        field: &'static str,
        /// What is wrong and what is allowed.
        message: String,
    },
    /// Somebody else saved in between (R19).
    #[error("Somebody else has changed these settings since you opened them. Yours are not saved yet.")]
    Changed,
    /// The secret can't be sealed or opened: the key folder is another one.
    #[error("The client secret can't be read any more. Enter it again.")]
    Sealed,
    /// The attempt is unknown, another browser's, used or too old.
    #[error("This sign-in took too long, or was begun in another browser. Begin again.")]
    Over,
    /// Too many sign-ins were begun from one network address of late.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The address is in none of the organisation's verified mail domains.
    #[error("Your address is in no mail domain of the organization. Ask its admin.")]
    ForeignDomain,
    /// The account is another organisation's, too.
    #[error(
        "Your address has an account that belongs to another organization. Sign in the way you did before, and ask for an invitation."
    )]
    OtherOrganization,
    /// The account administers the organisation, and its person has not come with it.
    #[error(
        "Your account administers an organization, so that no provider signs you in to it until you have said so yourself. Sign in the way you did before, and then use single sign-on once in the same browser."
    )]
    Administers,
    /// The account is somebody else's at this provider.
    #[error(
        "Your address has an account that is somebody else's at your organization's provider. If it is yours, sign in the way you did before, and then use single sign-on once in the same browser."
    )]
    OtherSubject,
    /// Who sets it is no Admin.
    #[error("Single sign-on decides who comes in, and as whom: an Admin or the Super Admin sets it up.")]
    NotAdmin,
    /// The person has no name or address that can be one.
    #[error(transparent)]
    Person(AddError),
    /// The database failed.
    #[error("The database failed: {0}")]
    Database(#[from] DbErr),
}

#[cfg(test)]
mod tests;
