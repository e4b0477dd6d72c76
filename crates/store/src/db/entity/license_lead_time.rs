//! Table `license_lead_times`.

use sea_orm::entity::prelude::*;

/// A lead time set for one license in an organization.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "license_lead_times")]
pub struct Model {
    /// The organization whose critical alert users it is for.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub license_id: i64,
    /// Days before the expiration date.
    #[sea_orm(primary_key, auto_increment = false)]
    pub days: i32,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
