//! Table `license_limits`.

use sea_orm::entity::prelude::*;

/// A limit of a cloud license on one API.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "license_limits")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub license_id: i64,
    /// Name of the limited API.
    pub name: String,
    /// Calls allowed per window.
    pub allowance: i64,
    /// The window: `day` or `month`, UTC.
    pub per: String,
    /// Calls used in the current window.
    pub used: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
