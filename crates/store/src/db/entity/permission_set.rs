//! Table `permission_sets`.

use sea_orm::entity::prelude::*;

/// Levels on groups that an organization gives together, under a name.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "permission_sets")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organization_id: i64,
    /// Name as typed.
    pub name: String,
    /// The name, folded; unique in the organization.
    pub name_folded: String,
    /// How often it was changed.
    pub version: i32,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
