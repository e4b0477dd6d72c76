//! Table `openid_providers`.

use sea_orm::entity::prelude::*;

use super::hidden::HiddenText;

/// An organization's single sign-on.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "openid_providers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    /// The provider's issuer identifier: an address.
    pub issuer: String,
    /// The provider's ID for this portal.
    pub client_id: String,
    /// The client secret, sealed.
    pub client_secret: HiddenText,
    /// The claim that contains roles; if empty, everybody gets the default role.
    pub role_claim: String,
    /// The role of people whose claim names none.
    pub default_role_id: i64,
    /// The value of `acr` or `amr` for people whom the provider asked for a second factor; empty: the provider doesn't say.
    pub factor_value: String,
    /// Audiences, separated by blanks, that a token may have besides this portal if it does not say that it was issued to it.
    pub trusted_audiences: String,
    /// Whether an address is accepted if the provider does not say that it has verified it.
    pub vouches_for_addresses: bool,
    /// Whether people can sign in by it.
    pub enabled: bool,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
