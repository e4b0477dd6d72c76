//! Table `join_requests`.

use sea_orm::entity::prelude::*;

/// A person's request to join an organization; deleted once decided.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "join_requests")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The organization to join.
    pub organization_id: i64,
    /// The person who asks.
    pub user_id: i64,
    /// Their message to those who decide.
    pub message: String,
    /// When it was made, in milliseconds since the Unix epoch.
    pub created_at: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
