//! Table `permission_set_entries`.

use sea_orm::entity::prelude::*;

/// The level that a set gives on a group and on all below it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "permission_set_entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub set_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_id: i64,
    /// [`model::access::GroupObject`] by name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub object: String,
    /// [`model::Level`] by name; never None.
    pub level: String,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
