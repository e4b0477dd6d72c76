//! Single sign-on: an organization's settings.

use serde::{Deserialize, Serialize};

use crate::RoleId;

/// The settings of an organization's single sign-on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The provider's issuer identifier, a URL.
    pub issuer: String,
    /// The provider's name for this portal.
    pub client_id: String,
    /// The claim with roles; if empty, everybody gets the default role.
    pub role_claim: String,
    /// The role of people without a mapped value in the claim.
    pub default_role: RoleId,
    /// Values of the claim, each with its role; of several that a person has, the first in this list counts.
    pub roles: Vec<(String, RoleId)>,
    /// The value in `acr` or `amr` that reports a second factor; empty if the provider reports none.
    pub factor_value: String,
    /// Audiences, separated by spaces, that a token without `azp` may name besides this portal.
    pub trusted_audiences: String,
    /// Whether to accept an address if the provider does not say that it was verified.
    pub vouches_for_addresses: bool,
    /// Whether people can sign in with it.
    pub enabled: bool,
}
