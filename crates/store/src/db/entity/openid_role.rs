//! Table `openid_roles`.

use sea_orm::entity::prelude::*;

/// The role of people whose claim has that value.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "openid_roles")]
pub struct Model {
    /// The organization whose single sign-on it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    /// The claim's value.
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: String,
    pub role_id: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
