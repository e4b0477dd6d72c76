//! Table `openid_identities`.

use sea_orm::entity::prelude::*;

/// Who somebody is at an organization's provider.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "openid_identities")]
pub struct Model {
    /// Whose provider.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    /// The provider's issuer identifier.
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    /// What the provider calls the person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// The person here.
    pub user_id: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
