//! Table `openid_providers`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// An organization's single sign-on.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "openid_providers")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    /// The provider's issuer identifier: an address.
    pub issuer: String,
    /// What the provider calls this portal.
    pub client_id: String,
    /// The client secret, sealed.
    pub client_secret: HiddenText,
    /// The claim that tells roles; empty: all have the default role.
    pub role_claim: String,
    /// The role of those whose claim says nothing of one.
    pub default_role_id: i64,
    /// What `acr` or `amr` says of those of whom the provider has asked for a second factor; empty: it tells nothing.
    pub factor_value: String,
    /// Who besides this portal a token may be for that does not say that it was made for this portal: audiences, with blanks between.
    pub trusted_audiences: String,
    /// Whether an address is taken of which the provider does not say whether it has checked it.
    pub vouches_for_addresses: bool,
    /// Whether people sign in by it.
    pub enabled: bool,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
