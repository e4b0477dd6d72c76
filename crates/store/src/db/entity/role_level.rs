//! Table `role_levels`.

use sea_orm::entity::prelude::*;

/// The level of a role on a role object; an object without a row is at None.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_levels")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub role_id: i64,
    /// [`model::RoleObject`] by name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub object: String,
    /// [`model::Level`] by name.
    pub level: String,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
