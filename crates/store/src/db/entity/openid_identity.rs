//! Table `openid_identities`.

use sea_orm::entity::prelude::*;

/// A person's identity at an organization's provider.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "openid_identities")]
pub struct Model {
    /// The organization whose provider it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    /// The provider's issuer identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    /// The provider's permanent ID for the person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// The person it belongs to here.
    pub user_id: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
