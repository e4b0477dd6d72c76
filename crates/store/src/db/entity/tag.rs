//! Table `tags`.

use sea_orm::entity::prelude::*;

/// A word that an organization puts on its pools and licenses.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tags")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organization_id: i64,
    /// The word as typed.
    pub name: String,
    /// The word, folded; unique in the organization.
    pub name_folded: String,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
