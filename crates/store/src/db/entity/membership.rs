//! Table `memberships`.

use sea_orm::entity::prelude::*;

/// A person in an organization.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "memberships")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: i64,
    /// The person's role there.
    pub role_id: i64,
    /// When the person joined, in milliseconds since the Unix epoch.
    pub created_at: i64,
    /// The access group from which down the role counts.
    pub home_group_id: i64,
}

/// Relations are joined where a query needs them.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
