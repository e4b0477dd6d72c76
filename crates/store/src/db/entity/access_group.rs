//! Table `access_groups`.

use sea_orm::entity::prelude::*;

/// A node of an organization's tree of access groups.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_groups")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organization_id: i64,
    /// The group above it; None for the root, of which each organization has exactly one.
    pub parent_id: Option<i64>,
    /// Name as typed; that of the root is `All`.
    pub name: String,
    /// The name, folded; groups below the same one have different ones.
    pub name_folded: String,
    /// How often it was renamed or moved.
    pub version: i32,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
