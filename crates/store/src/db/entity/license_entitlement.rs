//! Table `license_entitlements`.

use sea_orm::entity::prelude::*;

/// A license allows an entitlement.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "license_entitlements")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub license_id: i64,
    /// The entitlement that the license allows.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entitlement_id: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
