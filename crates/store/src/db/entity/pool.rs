//! Table `pools`.

use sea_orm::entity::prelude::*;

/// Licenses of an organization that are shared out together.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pools")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organization_id: i64,
    /// The access group it lies in.
    pub group_id: i64,
    /// The product whose new licenses come into it; None if none do. Licenses of other products can be in it.
    pub product_id: Option<i64>,
    /// Name as typed; the product's, unless somebody changed it.
    pub name: String,
    /// The name, folded.
    pub name_folded: String,
    /// How often it was renamed or moved.
    pub version: i32,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
