//! Table `license_assignments`.

use sea_orm::entity::prelude::*;

/// A license assigned to an organization; one can be assigned to several.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[expect(clippy::struct_field_names, reason = "they are all numbers of rows")]
#[sea_orm(table_name = "license_assignments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub license_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    /// The pool that it lies in there.
    pub pool_id: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
