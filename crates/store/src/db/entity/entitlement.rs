//! Table `entitlements`.

use sea_orm::entity::prelude::*;

/// Something that licenses may allow besides the product itself: a feature, an edition.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entitlements")]
pub struct Model {
    /// Number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What products ask for.
    #[sea_orm(unique)]
    pub code: String,
    /// What people read.
    pub name: String,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
